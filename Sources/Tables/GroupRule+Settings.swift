package import Settings

extension GroupRule.Rule {
  /// Reads `values` or `cuts` of a group; with neither, each value is a level.
  ///
  /// - Parameter settings: The group's mapping.
  /// - Throws: `SettingsError` where both are given, or cuts do not increase.
  package init(_ settings: inout Settings) throws {
    let values = try settings.textMap("values", "the group of each value")
    let cuts = try settings.numbers(
      "cuts", default: [], in: -1e300...1e300, count: 0...1000, "upper ends of the groups")
    guard values.isEmpty || cuts.isEmpty else {
      throw settings.error("cuts", "give 'values' or 'cuts', not both")
    }
    guard zip(cuts, cuts.dropFirst()).allSatisfy(<) else {
      throw settings.error("cuts", "'cuts' must be in increasing order")
    }
    if !values.isEmpty {
      self = .values(Dictionary(values, uniquingKeysWith: { first, _ in first }))
    } else {
      self = cuts.isEmpty ? .eachValue : .cuts(cuts)
    }
  }
}
