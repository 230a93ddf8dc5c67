package import Statistics

/// The lowest accuracy over groups and classes, the worst group of distributionally robust learning.
package struct WorstGroup: Equatable, Sendable {
  /// The group's level.
  package let level: String
  /// The class, as a place among the classes' names.
  package let label: Int
  /// The share of its records whose class was predicted.
  package let accuracy: Double
  /// Its records.
  package let count: Int
  /// An interval for the lowest accuracy, whichever group and class it is of.
  ///
  /// From the lowest of all lower to the lowest of all upper ends, Clopper-Pearson at the error over the number of groups
  /// and classes, so that it covers at its level at least.
  package let interval: Interval
  /// The groups and classes with enough records.
  package let cellCount: Int
  /// The groups and classes without enough records, with their counts.
  package let leftOut: [(level: String, label: Int, count: Int)]

  package static func == (left: WorstGroup, right: WorstGroup) -> Bool {
    left.level == right.level && left.label == right.label && left.interval == right.interval
      && left.accuracy == right.accuracy && left.count == right.count
      && left.leftOut.elementsEqual(right.leftOut, by: ==)
  }

  /// Finds the lowest accuracy; nil where no class of a group has enough records.
  ///
  /// - Parameters:
  ///   - contingency: The counts.
  ///   - terms: The fewest records that count, the level, and whether groups of any size count.
  package init?(_ contingency: GroupContingency, _ terms: FairnessTerms) {
    let smallest = terms.policy == .strict ? terms.smallest : 1
    var cells: [(level: Int, label: Int, correct: Int, count: Int)] = []
    var small: [(level: String, label: Int, count: Int)] = []
    for level in contingency.levels.indices {
      for label in 0..<contingency.classCount {
        let count = (0..<contingency.classCount).reduce(0) {
          $0 + contingency.count(level, label: label, predicted: $1)
        }
        if count >= smallest {
          let correct = contingency.count(level, label: label, predicted: label)
          cells.append((level, label, correct, count))
        } else {
          small.append((contingency.levels[level], label, count))
        }
      }
    }
    func accuracy(_ cell: (level: Int, label: Int, correct: Int, count: Int)) -> Double {
      Double(cell.correct) / Double(cell.count)
    }
    guard let worst = cells.min(by: { accuracy($0) < accuracy($1) }) else { return nil }
    let level = 1 - (1 - terms.level) / Double(cells.count)
    let intervals = cells.map {
      clopperPearson(successes: $0.correct, trials: $0.count, level: level)
    }
    self.level = contingency.levels[worst.level]
    label = worst.label
    self.accuracy = accuracy(worst)
    count = worst.count
    interval = Interval(
      low: intervals.map(\.low).min() ?? 0, high: intervals.map(\.high).min() ?? 1,
      level: terms.level, method: "Clopper-Pearson, Bonferroni over \(cells.count) cells")
    cellCount = cells.count
    leftOut = small
  }
}
