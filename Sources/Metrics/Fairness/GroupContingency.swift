package import Tables

/// How many records of each group have each class and each prediction: all that rates of decisions are functions of.
package struct GroupContingency: Equatable, Sendable {
  /// The groups' names.
  package let levels: [String]
  /// The number of classes.
  package let classCount: Int
  /// Levels x classes x predicted classes.
  private let counts: [Int]

  /// Counts in one pass.
  ///
  /// - Parameters:
  ///   - group: The level of each record.
  ///   - labels: The class of each record, from 0.
  ///   - predicted: The predicted class of each record.
  ///   - classCount: The number of classes.
  /// - Throws: `MetricsError` naming the first record whose level or class is none.
  /// - Complexity: O(records + levels x classes²).
  package init(
    _ group: Group, labels: [Int32], predicted: [Int32], classCount: Int
  ) throws(MetricsError) {
    let levels = group.categories.names
    let codes = group.categories.codes
    guard labels.count == codes.count && predicted.count == codes.count else {
      throw MetricsError(
        "'\(group.name)' has \(codes.count) records, but there are \(labels.count) labels and "
          + "\(predicted.count) predictions")
    }
    var counts = Array(repeating: 0, count: levels.count * classCount * classCount)
    let (levelCount, width) = (UInt32(levels.count), UInt32(classCount))
    var firstBad: Int?
    for record in codes.indices {
      let (code, label, decision) = (
        UInt32(bitPattern: codes[record]), UInt32(bitPattern: labels[record]),
        UInt32(bitPattern: predicted[record])
      )
      guard code < levelCount && label < width && decision < width else {
        firstBad = record
        break
      }
      counts[Int((code &* width &+ label) &* width &+ decision)] &+= 1
    }
    if let firstBad {
      throw MetricsError(
        "record \(firstBad) has level \(codes[firstBad]) of '\(group.name)', class \(labels[firstBad]) and "
          + "prediction \(predicted[firstBad]), but there are \(levels.count) levels and \(classCount) classes"
      )
    }
    (self.levels, self.classCount, self.counts) = (levels, classCount, counts)
  }

  /// The number of records.
  package var total: Int { counts.reduce(0, +) }

  /// The records of a level with a class and a prediction.
  package func count(_ level: Int, label: Int, predicted: Int) -> Int {
    counts[(level * classCount + label) * classCount + predicted]
  }

  /// Each level's records as one class sees them, against all others.
  ///
  /// - Parameter positive: The class; nil counts right and wrong alone, as records of no positive class.
  /// - Returns: The counts, in the order of the levels.
  package func outcomes(positive: Int?) -> [OutcomeCounts] {
    levels.indices.map { level in
      var outcome = OutcomeCounts()
      for label in 0..<classCount {
        for decision in 0..<classCount {
          let count = Double(count(level, label: label, predicted: decision))
          switch (label == positive, decision == positive) {
          case (true, true): outcome.truePositives += count
          case (true, false): outcome.falseNegatives += count
          case (false, true): outcome.falsePositives += count
          case (false, false):
            if label == decision {
              outcome.rightlyOther += count
            } else {
              outcome.confused += count
            }
          }
        }
      }
      return outcome
    }
  }
}
