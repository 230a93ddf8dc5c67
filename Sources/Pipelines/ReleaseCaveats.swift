import Auditing
import Metrics
import Tables

/// What keeps columns of an audited release from being compared as they should be, for readings without a value.
struct ReleaseCaveats: Sendable {
  /// Fewer released records than this make every measure coarse.
  private static let fewRecords = 30

  private(set) var readings: [Reading] = []
  private let released: Int

  /// Looks at every column on each side.
  ///
  /// - Parameters:
  ///   - tables: The release beside members and hold-out.
  ///   - ignored: Columns of the files that are not compared.
  init(_ tables: ReleaseTables, ignored: [String]) {
    released = tables.released.count
    if released < Self.fewRecords {
      add("records", "only \(released) records were released; little can be told from so few")
    }
    for name in ignored { add(name, "column '\(name)' was left out of every comparison") }
    let sides = [
      (name: "member", features: tables.members.features),
      (name: "hold-out record", features: tables.holdOut.features),
      (name: "released record", features: tables.released.features),
    ]
    for (place, name) in tables.columns.enumerated() {
      let known = sides.map { ($0.name, Self.values(of: $0.features[place])) }
      if let caveat = Self.caveat(known) { add(name, "column '\(name)' \(caveat)") }
      let unseen = Self.unseen(tables, place)
      if unseen.records > 0 {
        add(
          name,
          "column '\(name)' holds levels that no real record has: \(unseen.levels), in \(unseen.records) of the released records"
        )
      }
    }
  }

  private mutating func add(_ name: String, _ text: String) {
    readings.append(
      Reading(
        "caveat:\(name)", value: nil, count: released, status: .notApplicable, convention: text))
  }

  /// The different values of a column that are not missing, counted up to two.
  private static func values(of feature: Feature) -> Int {
    switch feature.values {
    case .numeric(let numbers):
      guard let first = numbers.first(where: { !$0.isNaN }) else { return 0 }
      return numbers.contains { !$0.isNaN && $0 != first } ? 2 : 1
    case .categorical(let categories):
      guard let first = categories.codes.first(where: { $0 >= 0 }) else { return 0 }
      return categories.codes.contains { $0 >= 0 && $0 != first } ? 2 : 1
    }
  }

  private static func caveat(_ known: [(side: String, values: Int)]) -> String? {
    let missing = known.filter { $0.values == 0 }.map(\.side)
    if !missing.isEmpty { return "is missing in every \(missing.joined(separator: " and every "))" }
    if known.allSatisfy({ $0.values == 1 }) { return "has one value on each side" }
    let constant = known.filter { $0.values == 1 }.map(\.side)
    guard !constant.isEmpty else { return nil }
    return "has the same value in every \(constant.joined(separator: " and every "))"
  }

  /// The released records with a level that neither members nor the hold-out have.
  private static func unseen(_ tables: ReleaseTables, _ place: Int) -> (records: Int, levels: Int) {
    guard case .categorical(let released) = tables.released.features[place].values,
      case .categorical(let members) = tables.members.features[place].values,
      case .categorical(let holdOut) = tables.holdOut.features[place].values
    else { return (0, 0) }
    let real = Set(members.codes).union(holdOut.codes)
    let found = released.codes.filter { $0 >= 0 && !real.contains($0) }
    return (found.count, Set(found).count)
  }
}
