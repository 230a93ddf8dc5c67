package import BoostedTrees
package import Settings

/// How trees are boosted.
package struct BoostingSettings: Sendable {
  /// The rounds and the library's parameters.
  package let plan: Booster.Plan

  /// Reads the plan from settings.
  ///
  /// - Parameter settings: The mapping of what trains; the keys it uses are taken out.
  /// - Throws: `SettingsError` naming the line of a value that is not allowed.
  package init(_ settings: inout Settings) throws {
    let rounds = try settings.integer("rounds", default: 100, in: 1...100_000, "rounds of boosting")
    let depth = try settings.integer("depth", default: 6, in: 1...32, "splits above a leaf")
    let rate = try settings.number(
      "rate", default: 0.3, in: 1e-6...1, "share of each tree that counts")
    let ridge = try settings.number(
      "ridge", default: 1, in: 0...1e9, "penalty on the squares of leaves")
    let leastWeight = try settings.number(
      "leastWeight", default: 1, in: 0...1e9, "least sum of second derivatives in a leaf")
    let records = try settings.number(
      "records", default: 1, in: 0.001...1, "share of the records that each round draws")
    let columns = try settings.number(
      "columns", default: 1, in: 0.001...1, "share of the columns that each tree draws")
    plan = Booster.Plan(
      rounds: rounds,
      parameters: [
        "max_depth": "\(depth)", "eta": "\(rate)", "lambda": "\(ridge)",
        "min_child_weight": "\(leastWeight)", "subsample": "\(records)",
        "colsample_bytree": "\(columns)", "tree_method": "hist",
      ])
  }
}
