import Auditing
import Bilevel
import Tables
import Tensors

/// Logistic regression on a table's coordinates, as a model to audit.
struct LogisticTarget: TargetModel {
  let space: TableSpace
  /// The coefficients, the intercept's last.
  let coefficients: [Double]
  /// The place of the class that the score is for.
  let positive: Int

  var classCount: Int { 2 }

  /// The coefficients, the intercept's last.
  var weights: [String: Tensor<Float>] {
    [
      "coefficients": Tensor(
        shape: [coefficients.count], scalars: coefficients.map { Float($0) })
    ]
  }

  func logits(ofRows rows: [Int], of records: Records) throws -> Tensor<Float> {
    let points = try space.coordinates(of: records.dataset, rows: rows)
    let width = coefficients.count
    var scores = Array(repeating: Float(0), count: 2 * rows.count)
    for place in rows.indices {
      let score = zip(points[place * width..<(place + 1) * width], coefficients)
        .reduce(0) { $0 + $1.0 * $1.1 }
      scores[2 * place + positive] = Float(score)
    }
    return Tensor(shape: [rows.count, 2], scalars: scores)
  }
}
