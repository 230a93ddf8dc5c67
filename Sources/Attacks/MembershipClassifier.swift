import Foundation
package import Learning

/// A ridge logistic regression from features to membership, the attack model of attacks that learn from shadows.
///
/// Convex where the papers train a network with one hidden layer, so that the result depends on the rows alone and not on
/// a seed, an order or a number of epochs; an order changes the rounding of sums only. Features are standardised on the rows
/// that it learns from; one that is constant there is left out. The score is the log odds of membership beyond the prior odds
/// of those rows.
package struct MembershipClassifier: Sendable {
  private let model: RidgeLogistic
  private let standard: Standardisation
  private let priorLogOdds: Double

  /// Fits to rows, of which some are members' and some are not.
  ///
  /// - Parameters:
  ///   - rows: The rows, in any order; they are read once for each step of the regression.
  ///   - ridge: The penalty on the squared norm of the standardised weights, halved.
  /// - Throws: `LearningError` where the regression does not converge; what reading the rows throws.
  package init(_ rows: some LearningRows, ridge: Double) throws {
    let moments = try ColumnMoments(rows)
    precondition(moments.smallerSide > 0, "an attack model without members or non-members")
    standard = Standardisation(moments)
    model = try RidgeLogistic(StandardisedRows(rows: rows, standard: standard), ridge: ridge)
    priorLogOdds = log(Double(moments.memberCount) / Double(moments.count - moments.memberCount))
  }

  /// The log odds of membership beyond the prior odds; higher is more member-like.
  ///
  /// - Parameter row: The features of one record.
  /// - Returns: The log odds.
  package func score(of row: [Double]) -> Double {
    model.logOdds(of: standard.scaled(row)[...]) - priorLogOdds
  }
}

/// How the features of rows are shifted and scaled.
private struct Standardisation {
  let shift: [Double]
  let scale: [Double]

  init(_ moments: ColumnMoments) {
    shift = moments.means
    // Below this share of the column's size, what varies is rounding.
    scale = zip(moments.means, moments.squares).map { mean, square in
      let deviation = (square / Double(moments.count)).squareRoot()
      return deviation > 1e-9 * max(1, abs(mean)) ? 1 / deviation : 0
    }
  }

  /// Standardises one row or several, row after row.
  func scaled(_ values: [Double]) -> [Double] {
    var values = values
    let width = shift.count
    for start in stride(from: 0, to: values.count, by: width) {
      for column in 0..<width {
        values[start + column] = (values[start + column] - shift[column]) * scale[column]
      }
    }
    return values
  }
}

/// Rows whose features are standardised as they are read.
private struct StandardisedRows<Rows: LearningRows>: LearningRows {
  let rows: Rows
  let standard: Standardisation

  var width: Int { rows.width }

  func forEachBlock(_ body: (_ features: [Double], _ targets: [Bool]) throws -> Void) throws {
    try rows.forEachBlock { try body(standard.scaled($0), $1) }
  }
}

/// Means and squared residuals of the columns of rows, in one pass, each block's taken beside its own means.
///
/// Chan, Golub and LeVeque 1983, the pairwise update: as exact as two passes.
private struct ColumnMoments {
  private(set) var count = 0
  private(set) var memberCount = 0
  private(set) var means: [Double]
  /// The sum of squared residuals of each column.
  private(set) var squares: [Double]

  /// The fewer of the rows of members and of non-members.
  var smallerSide: Int { min(memberCount, count - memberCount) }

  init(_ rows: some LearningRows) throws {
    (means, squares) = (
      Array(repeating: 0, count: rows.width), Array(repeating: 0, count: rows.width)
    )
    try rows.forEachBlock { features, targets in
      add(features, count: targets.count)
      memberCount += targets.count { $0 }
    }
  }

  private mutating func add(_ features: [Double], count added: Int) {
    let width = means.count
    var (own, spread) = (
      Array(repeating: 0.0, count: width), Array(repeating: 0.0, count: width)
    )
    for start in stride(from: 0, to: added * width, by: width) {
      for column in 0..<width { own[column] += features[start + column] / Double(added) }
    }
    for start in stride(from: 0, to: added * width, by: width) {
      for column in 0..<width {
        let residual = features[start + column] - own[column]
        spread[column] += residual * residual
      }
    }
    let share = Double(added) / Double(count + added)
    for column in 0..<width {
      let difference = own[column] - means[column]
      means[column] += difference * share
      squares[column] += spread[column] + difference * difference * Double(count) * share
    }
    count += added
  }
}
