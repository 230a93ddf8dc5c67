package import Settings
import Tables

/// How released tables are compared with the real one.
package struct UtilityPlan: Equatable, Sendable {
  /// The bins of a numeric column, at most.
  package let bins: Int
  /// The sets of columns of each order that are compared, at most.
  package let setLimit: Int
  /// The random splits of the real table into halves.
  package let splits: Int
  /// Draws the splits, and the sets where there are more than the limit.
  package let seed: UInt64

  /// Plans a comparison.
  package init(
    bins: Int = Domain.defaultBins, setLimit: Int = 1000, splits: Int = 5, seed: UInt64 = 0
  ) {
    precondition(bins > 0 && setLimit > 0 && splits > 0, "a plan without bins, sets or splits")
    (self.bins, self.setLimit, self.splits, self.seed) = (bins, setLimit, splits, seed)
  }

  /// Reads the plan.
  ///
  /// - Parameters:
  ///   - settings: The mapping that holds the keys; they are taken out.
  ///   - seed: The seed of the whole run.
  /// - Throws: `SettingsError` naming the line of a value that is not allowed.
  package init(_ settings: inout Settings, seed: UInt64) throws {
    self.init(
      bins: try settings.integer(
        "bins", default: Domain.defaultBins, in: 2...1000,
        "quantile bins of a numeric column in marginals, fitted on the real table"),
      setLimit: try settings.integer(
        "sets", default: 1000, in: 1...1_000_000,
        "pairs and triples of columns compared, at most of each"),
      splits: try settings.integer(
        "splits", default: 5, in: 1...1000, "random halvings of the real table"),
      seed: seed)
  }
}
