/// A group's records by class and prediction, as the declared positive class sees them.
///
/// Numbers and not whole numbers, so that a sample, a resample and a sample of shifted weights are measured alike; the
/// counts of a sample are whole.
package struct OutcomeCounts: Equatable, Sendable {
  /// Positive, predicted positive.
  package var truePositives: Double
  /// Positive, predicted otherwise.
  package var falseNegatives: Double
  /// Of another class, predicted positive.
  package var falsePositives: Double
  /// Of another class, and that class predicted.
  package var rightlyOther: Double
  /// Of another class, and a third one predicted; zero where there are two classes.
  package var confused: Double

  /// Creates counts.
  ///
  /// - Parameters:
  ///   - truePositives: Positive, predicted positive.
  ///   - falseNegatives: Positive, predicted otherwise.
  ///   - falsePositives: Of another class, predicted positive.
  ///   - rightlyOther: Of another class, and that class predicted.
  ///   - confused: Of another class, and a third one predicted.
  package init(
    truePositives: Double = 0, falseNegatives: Double = 0, falsePositives: Double = 0,
    rightlyOther: Double = 0, confused: Double = 0
  ) {
    self.truePositives = truePositives
    self.falseNegatives = falseNegatives
    self.falsePositives = falsePositives
    self.rightlyOther = rightlyOther
    self.confused = confused
  }

  /// The records of another class that were not predicted positive.
  package var trueNegatives: Double { rightlyOther + confused }
  /// The records of the positive class.
  package var positives: Double { truePositives + falseNegatives }
  /// The records of other classes.
  package var negatives: Double { falsePositives + trueNegatives }
  /// The records predicted positive.
  package var selected: Double { truePositives + falsePositives }
  /// All records.
  package var total: Double { positives + negatives }
  /// The records whose class was predicted.
  package var correct: Double { truePositives + rightlyOther }

  /// Adds the counts of another group.
  package static func += (left: inout OutcomeCounts, right: OutcomeCounts) {
    left.truePositives += right.truePositives
    left.falseNegatives += right.falseNegatives
    left.falsePositives += right.falsePositives
    left.rightlyOther += right.rightlyOther
    left.confused += right.confused
  }
}
