import Foundation
import Learning
import Tensors

/// A ridge logistic regression from features to membership, the attack model of attacks that learn from shadows.
///
/// Convex where the papers train a network with one hidden layer, so that the result depends on the rows alone and not on
/// a seed, an order or a number of epochs. Features are standardised on the rows that it learns from; one that is constant
/// there is left out. The score is the log odds of membership beyond the prior odds of those rows.
struct MembershipClassifier {
  private let model: RidgeLogistic
  private let shift: [Double]
  private let scale: [Double]
  private let priorLogOdds: Double

  /// Fits to rows, of which some are members' and some are not.
  ///
  /// - Parameters:
  ///   - rows: The rows, in any order.
  ///   - ridge: The penalty on the squared norm of the standardised weights, halved.
  /// - Throws: `LearningError` where the regression does not converge.
  init(_ rows: consuming TrainingRows, ridge: Double) throws {
    precondition(rows.smallerSide > 0, "an attack model without members or non-members")
    let (order, width) = (rows.canonicalOrder, rows.width)
    let count = Double(order.count)
    var (means, squares) = (
      Array(repeating: 0.0, count: width), Array(repeating: 0.0, count: width)
    )
    for row in order {
      for column in 0..<width { means[column] += rows.values[row * width + column] / count }
    }
    for row in order {
      for column in 0..<width {
        let residual = rows.values[row * width + column] - means[column]
        squares[column] += residual * residual / count
      }
    }
    // Below this share of the column's size, what varies is rounding.
    let scale = zip(means, squares).map { mean, square in
      square.squareRoot() > 1e-9 * max(1, abs(mean)) ? 1 / square.squareRoot() : 0
    }
    (shift, self.scale) = (means, scale)
    // The rows are given up, so that they are held once.
    let values = rows.takeStandardised(shift: means, scale: scale)
    model = try RidgeLogistic(
      features: Tensor(shape: [order.count, width], scalars: values), rows: order,
      targets: order.map { rows.isMember[$0] }, ridge: ridge)
    priorLogOdds = log(Double(rows.memberCount) / (count - Double(rows.memberCount)))
  }

  /// The log odds of membership beyond the prior odds; higher is more member-like.
  func score(of row: [Double]) -> Double {
    let scaled = row.indices.map { (row[$0] - shift[$0]) * scale[$0] }
    return model.logOdds(of: scaled[...]) - priorLogOdds
  }
}
