import Marginals
import Privacy
import Statistics
import Tables
import Testing

@Suite struct `Discretization of a table` {
  /// Numbers with a missing one, levels with a missing one, and two classes.
  static func table(_ count: Int = 1000) -> Dataset {
    var generator = SeededGenerator(seed: 2, label: "table")
    let ages = (0..<count).map { $0 == 7 ? .nan : Double(18 + generator.integer(below: 60)) }
    let cities = (0..<count).map { row -> Int32 in
      row == 9 ? -1 : row == 11 ? 2 : Int32(generator.integer(below: 2))
    }
    let votes = (0..<count).map { _ in Int32(generator.integer(below: 2)) }
    return Dataset(
      name: "people",
      features: [
        Feature(name: "age", values: .numeric(ages)),
        Feature(
          name: "city",
          values: .categorical(Categories(codes: cities, names: ["north", "south", "islet"]))),
      ],
      label: Categories(codes: votes, names: ["no", "yes"]), groups: [], sources: [])
  }

  static func counter(
    rho: Double, seed: UInt64 = 1, keep: @escaping @Sendable (PrivacyLedger) -> Void = { _ in }
  ) throws -> NoisyCounter {
    NoisyCounter(
      try PrivacyLedger(.zcdp(rho: rho), under: .addOrRemoveOne),
      context: ReleaseContext(data: "people", noise: .seeded(seed), keep: keep))
  }

  static let declared: [String: ColumnRule] = [
    "age": ColumnRule(.quantiles(18...80, count: 5, isWhole: true), allowsMissing: true),
    "city": ColumnRule(.frequentLevels, allowsMissing: true),
    "label": ColumnRule(.levels(["no", "yes"], hasOthers: false)),
  ]

  static func discretization(
    _ rules: [String: ColumnRule], of table: Dataset, rho: Double = 1,
    by counter: inout NoisyCounter
  ) throws -> Discretization {
    try Discretization(
      rules, of: table, counting: Array(0..<table.count),
      budget: DiscretizationBudget(rho: rho, delta: 1e-6), by: &counter)
  }

  @Test("Codes decoded and coded again are the same codes, over all codes of every column")
  func roundTrip() throws {
    let table = Self.table()
    var counter = try Self.counter(rho: 1)
    let codec = try Self.discretization(Self.declared, of: table, by: &counter)
    #expect(codec.domain.names == ["age", "city", "label"])
    #expect(codec.domain.sizes == [6, 4, 2])
    let codes = codec.domain.sizes.map { size in (0..<240).map { Int32($0 % size) } }
    let records = try DiscreteRecords(codes: codes, of: codec.domain)
    var generator = SeededGenerator(seed: 3, label: "decoding")
    let made = codec.table(of: records, name: "made", using: &generator)
    #expect(try codec.records(Array(0..<240), of: made) == records)
    guard case .numeric(let ages) = made.features[0].values else {
      Issue.record("ages are numbers")
      return
    }
    #expect(ages.allSatisfy { $0.isNaN || ($0 == $0.rounded() && $0 >= 18 && $0 <= 80) })
    #expect(ages.contains { $0.isNaN })
  }

  @Test("Missing values have their own code, and a level that is too rare the code of others")
  func codes() throws {
    let table = Self.table()
    var counter = try Self.counter(rho: 1)
    let codec = try Self.discretization(Self.declared, of: table, by: &counter)
    let records = try codec.records([7, 9, 11], of: table)
    #expect(records.codes[0][0] == 5)
    #expect(records.codes[1][1] == 3)
    #expect(records.codes[1][2] == 2)
    #expect(codec.columns[1].codes == .levels(["north", "south"], hasOthers: true))
  }

  @Test("A table that contradicts its declaration is refused by its column alone")
  func contradictions() throws {
    let table = Self.table()
    func message(_ change: (inout [String: ColumnRule]) -> Void) -> String? {
      var rules = Self.declared
      change(&rules)
      let error = #expect(throws: MarginalsError.self) {
        var counter = try Self.counter(rho: 1)
        let codec = try Self.discretization(rules, of: table, by: &counter)
        _ = try codec.records(Array(0..<table.count), of: table)
      }
      return error?.description
    }
    #expect(
      message { $0["town"] = ColumnRule(.frequentLevels) }
        == "'columns' declares 'town', which the table lacks; it has age, city, label")
    #expect(
      message { $0["age"] = nil }
        == "the numeric column 'age' has no declared range; give 'columns: {age: {low: ..., high: ..., bins: ...}}'"
    )
    #expect(
      message { $0["label"] = nil }
        == "the classes are not declared; list all of them: 'columns: {label: {values: [...]}}'")
    #expect(
      message { $0["city"] = ColumnRule(.levels(["north"], hasOthers: false), allowsMissing: true) }
        == "column 'city' has a level that its 'values' do not list; list it, or declare 'others: true'"
    )
    #expect(
      message { $0["city"] = ColumnRule(.frequentLevels) }
        == "column 'city' has a missing value, which its declaration rules out; declare 'missing: true' for it"
    )
    #expect(
      message { $0["age"] = ColumnRule(.frequentLevels) }
        == "column 'age' has numbers; declare 'low', 'high' and 'bins' or 'quantiles', or 'edges'")
  }

  @Test("No record is no table")
  func empty() throws {
    let table = Self.table()
    var counter = try Self.counter(rho: 1)
    let codec = try Self.discretization(Self.declared, of: table, by: &counter)
    let error = #expect(throws: MarginalsError.self) { try codec.records([], of: table) }
    #expect(error?.description == "the table has no record; give at least one")
  }
}
