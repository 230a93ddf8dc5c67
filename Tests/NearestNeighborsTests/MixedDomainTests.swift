import NearestNeighbors
import Tables
import Testing

@Suite("Mixed-type domains")
struct MixedDomainTests {
  private static func data(
    _ name: String, _ features: [Feature], labels: [String] = ["n", "y"]
  ) -> Dataset {
    Dataset(
      name: name, features: features, label: Categories(codes: [0, 1], names: labels),
      groups: [], sources: [])
  }
  private static func numbers(_ name: String, _ values: [Double]) -> Feature {
    Feature(name: name, values: .numeric(values))
  }
  private static func levels(_ name: String, _ names: [String], _ codes: [Int32]) -> Feature {
    Feature(name: name, values: .categorical(Categories(codes: codes, names: names)))
  }

  @Test("levels are told apart by name, whatever their codes and the order of columns")
  func names() throws {
    let first = Self.data(
      "first", [Self.levels("c", ["x", "y"], [0, 1]), Self.numbers("a", [0, 1])])
    let second = Self.data(
      "second", [Self.numbers("a", [0, 1]), Self.levels("c", ["new", "x", "y"], [1, 0])],
      labels: ["m", "n"])
    let domain = try MixedDomain(ranges: [first], also: [second])
    let (table, other) = (try MixedTable(first, in: domain), try MixedTable(second, in: domain))
    // The label is n in the first record here, and m there.
    #expect(table.distance(0, to: other, 0) == 1.0 / 3)
    #expect(table.distance(1, to: other, 1) == 2.0 / 3)
    let unlabelled = try MixedDomain(ranges: [first], also: [second], includesLabel: false)
    let (own, their) = (
      try MixedTable(first, in: unlabelled), try MixedTable(second, in: unlabelled)
    )
    #expect(own.distance(0, to: their, 0) == 0)
  }

  @Test("names that mean the same in other bytes are two levels")
  func bytes() throws {
    let data = Self.data("bytes", [Self.levels("c", ["\u{E9}", "e\u{301}"], [0, 1])])
    let table = try MixedTable(data, in: MixedDomain(ranges: [data], includesLabel: false))
    #expect(table.distance(0, to: table, 1) == 1)
  }

  @Test("a numeric column without a range is compared as equal or not")
  func constant() throws {
    let first = Self.data("first", [Self.numbers("a", [5, 5]), Self.numbers("b", [.nan, .nan])])
    let second = Self.data("second", [Self.numbers("a", [5, 1e9]), Self.numbers("b", [2, -0.0])])
    let domain = try MixedDomain(ranges: [first], also: [second], includesLabel: false)
    let (table, other) = (try MixedTable(first, in: domain), try MixedTable(second, in: domain))
    #expect(table.distance(0, to: other, 0) == 0)
    #expect(table.distance(0, to: other, 1) == 1)
    #expect(other.distance(0, to: other, 1) == 1)
  }

  struct Refusal: CustomTestStringConvertible, Sendable {
    let second: [Feature]
    let message: String
    var testDescription: String { message }
  }

  static let refusals = [
    Refusal(
      second: [numbers("a", [0, 1])],
      message: "second has no feature 'c'; give all data sets the same columns"),
    Refusal(
      second: [numbers("a", [0, 1]), numbers("c", [0, 1])],
      message: "column 'c' is categorical in first and numeric in second; give it one kind"),
    Refusal(
      second: [numbers("a", [0, 1]), levels("c", ["x"], [0, 0]), numbers("d", [0, 1])],
      message: "first has no feature 'd', which second has; give all data sets the same columns"),
  ]

  @Test("data sets that do not agree are refused by column", arguments: refusals)
  func refused(_ refusal: Refusal) throws {
    let first = Self.data("first", [Self.numbers("a", [0, 1]), Self.levels("c", ["x"], [0, 0])])
    let error = #expect(throws: NeighborsError.self) {
      try MixedDomain(ranges: [first], also: [Self.data("second", refusal.second)])
    }
    #expect(error?.description == refusal.message)
  }

  @Test("a data set that the domain does not know is refused by column")
  func foreign() throws {
    let first = Self.data("first", [Self.levels("c", ["x"], [0, 0])])
    let second = Self.data("second", [Self.levels("c", ["z"], [0, 0])])
    let domain = try MixedDomain(ranges: [first])
    let error = #expect(throws: NeighborsError.self) { try MixedTable(second, in: domain) }
    #expect(
      error?.description == "column 'c' of second has values that the domain does not; "
        + "find the domain from all data sets that are compared")
    let none = #expect(throws: NeighborsError.self) {
      try MixedDomain(ranges: [first], columns: [], includesLabel: false)
    }
    #expect(none?.description == "0 columns to compare; name from 1 to 65535")
  }
}
