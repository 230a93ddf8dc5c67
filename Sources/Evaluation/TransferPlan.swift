package import Settings

/// How learners are compared that learned from a release and from real records.
package struct TransferPlan: Equatable, Sendable {
  /// The trainings on each table by a learner that leaves something to chance.
  package let seeds: Int
  /// The resamples of hold-out and trainings behind an interval.
  package let replicates: Int
  /// The confidence level of intervals.
  package let level: Double

  /// Plans a comparison.
  package init(seeds: Int = 5, replicates: Int = 500, level: Double = 0.95) {
    precondition(
      seeds > 0 && replicates > 1 && level > 0 && level < 1,
      "\(seeds) seeds, \(replicates) replicates at level \(level)")
    (self.seeds, self.replicates, self.level) = (seeds, replicates, level)
  }

  /// Reads the plan.
  ///
  /// - Parameter settings: The mapping that holds the keys; they are taken out.
  /// - Throws: `SettingsError` naming the line of a value that is not allowed.
  package init(_ settings: inout Settings) throws {
    self.init(
      seeds: try settings.integer(
        "seeds", default: 5, in: 1...1000, "trainings on each table of learners with a seed"),
      replicates: try settings.integer(
        "replicates", default: 500, in: 100...1_000_000, "resamples of the hold-out"),
      level: try settings.number("level", default: 0.95, in: 0.5...0.9999, "confidence level"))
  }
}
