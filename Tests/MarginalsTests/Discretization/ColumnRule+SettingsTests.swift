import Marginals
import Settings
import Testing

@Suite struct `Rules of columns` {
  private func rule(_ yaml: String) throws -> ColumnRule {
    var settings = try Settings(yaml: "columns: {c: {\(yaml)}}", file: "test")
    let entry = try #require(try settings.sections("columns", "").first)
    return try ColumnRule(entry)
  }

  @Test("Declared ranges, edges, dates, levels and nothing are read as what they are")
  func read() throws {
    #expect(
      try rule("low: 0, high: 9, bins: 5").codes
        == .bins(NumberBins(dividing: 0...9, into: 5, isWhole: true)))
    #expect(
      try rule("low: 0, high: 1, bins: 5").codes
        == .bins(NumberBins(dividing: 0...1, into: 5, isWhole: false)))
    #expect(
      try rule("edges: [0, 1.5, 4], numbers: real").codes
        == .bins(NumberBins(edges: [0, 1.5, 4], isWhole: false)))
    let dates = try rule("low: 1970-01-02, high: 1970-12-31, quantiles: 4, missing: true")
    #expect(dates.codes == .quantiles(1...364, count: 4, isWhole: true))
    #expect(dates.isDate && dates.allowsMissing && dates.isMeasured)
    #expect(try rule("values: [a, b], others: true").codes == .levels(["a", "b"], hasOthers: true))
    #expect(try rule("").codes == .frequentLevels)
  }

  @Test(
    "What cannot be a rule is refused at its line",
    arguments: [
      ("low: 3", "a range needs 'low' and a greater 'high'"),
      ("low: 3, high: 3, bins: 2", "a range needs 'low' and a greater 'high'"),
      ("low: 3, high: 5", "a range needs 'bins' or 'quantiles', one of them"),
      ("bins: 5", "bins need a declared range, 'low' and 'high', or 'edges'"),
      ("quantiles: 5", "bins need a declared range, 'low' and 'high', or 'edges'"),
      ("low: x, high: 5, bins: 2", "'low' must be a number, or a date such as 2024-02-29"),
      ("low: 0, high: 2024-01-01, bins: 2", "'low' and 'high' must both be numbers, or both dates"),
      ("values: [a], low: 0, high: 1, bins: 2", "a column has numbers or levels, not both"),
      ("values: [a, a]", "'a' is listed twice"),
      ("others: true", "'others' needs 'values'"),
      ("values: [other], others: true", "'other' is a level; list all levels instead"),
    ])
  func refused(yaml: String, message: String) {
    let error = #expect(throws: SettingsError.self) { try rule(yaml) }
    #expect(error?.description == "test:1: \(message)")
  }
}
