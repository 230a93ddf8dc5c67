package import Auditing
package import Settings
package import Statistics
package import Tensors

/// Labelled records as a learner sees them.
package struct LabelledDesign: Sendable {
  /// Records x columns, finite.
  package let features: Tensor<Double>
  /// The class of each record.
  package let labels: [Int32]
  /// The number of classes, of which some may not occur.
  package let classCount: Int

  /// Puts features and labels together.
  package init(features: Tensor<Double>, labels: [Int32], classCount: Int) {
    precondition(
      features.rowCount == labels.count, "\(features.rowCount) records, \(labels.count) labels")
    (self.features, self.labels, self.classCount) = (features, labels, classCount)
  }
}

/// A way of learning classes from records, by which released tables are judged.
package protocol Learner: Sendable {
  /// The learner's name, version and summary.
  static var declaration: Declaration { get }

  /// Reads the learner's settings.
  ///
  /// - Parameter settings: The learner's mapping.
  /// - Throws: `SettingsError` naming the line of a value that is not allowed.
  init(_ settings: inout Settings) throws

  /// Whether two generators give two models.
  var isSeeded: Bool { get }

  /// Learns from one table and predicts the classes of another.
  ///
  /// - Parameters:
  ///   - training: The records to learn from, of two classes or more.
  ///   - records: Records x the same columns.
  ///   - generator: Draws what the learner leaves to chance.
  /// - Returns: Records x classes, each row a distribution.
  /// - Throws: An error in one line where learning does not converge.
  func probabilities(
    learningFrom training: LabelledDesign, of records: Tensor<Double>,
    using generator: inout SeededGenerator
  ) throws -> Tensor<Double>
}

extension Learner {
  /// The name by which settings refer to the learner.
  package static var name: String { declaration.name }
}

/// All learners, in the order in which results show them.
package let learners: [any Learner.Type] = [
  LogisticLearner.self,
  PerceptronLearner.self,
  BoostedTreesLearner.self,
]

/// The learners of audits that name none: those that need no library of their own.
package let standardLearners = [LogisticLearner.name, PerceptronLearner.name]
