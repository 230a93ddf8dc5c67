package import Auditing
import Foundation
import Learning
package import Settings
package import Statistics
package import Tensors

/// Logistic regression with a ridge penalty, fitted to convergence; for more than two classes one against the rest.
package struct LogisticLearner: Learner {
  package static let declaration = Declaration(
    "logistic", version: 1,
    "logistic regression with a ridge penalty; for more than two classes one against the rest")

  private let ridge: Double

  package init(_ settings: inout Settings) throws {
    ridge = try settings.number(
      "ridge", default: 1, in: 1e-9...1e9, "penalty on half the squared norm of the weights")
  }

  package var isSeeded: Bool { false }

  package func probabilities(
    learningFrom training: LabelledDesign, of records: Tensor<Double>,
    using generator: inout SeededGenerator
  ) throws -> Tensor<Double> {
    let classes = training.classCount
    let present = Set(training.labels)
    var scores = Array(repeating: 0.0, count: records.rowCount * classes)
    for label in 0..<classes where present.contains(Int32(label)) {
      // Of two classes the second's odds are the first's, inverted.
      if classes == 2 && label == 0 { continue }
      let model = try RidgeLogistic(
        features: training.features, rows: Array(training.labels.indices),
        targets: training.labels.map { $0 == label }, ridge: ridge)
      for record in 0..<records.rowCount {
        scores[record * classes + label] = 1 / (1 + exp(-model.logOdds(of: records.row(record))))
      }
    }
    for record in 0..<records.rowCount {
      let row = record * classes..<(record + 1) * classes
      if classes == 2 { scores[row.lowerBound] = 1 - scores[row.lowerBound + 1] }
      let total = scores[row].reduce(0, +)
      for place in row { scores[place] = total > 0 ? scores[place] / total : 1 / Double(classes) }
    }
    return Tensor(shape: [records.rowCount, classes], scalars: scores)
  }
}
