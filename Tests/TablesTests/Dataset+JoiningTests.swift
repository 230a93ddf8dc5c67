import Tables
import Tensors
import Testing

@Suite struct `Tables joined` {
  private func table(
    _ name: String, _ numbers: [Double], _ levels: Categories, _ classes: [Int32]
  ) -> Dataset {
    Dataset(
      name: name,
      features: [
        Feature(name: "x", values: .numeric(numbers)),
        Feature(name: "kind", values: .categorical(levels)),
      ],
      label: Categories(codes: classes, names: ["no", "yes"]), groups: [], sources: []
    ).grouped(by: [
      GroupRule(name: "size", column: "x", rule: .cuts([2])),
      GroupRule(name: "kinds", column: "kind"),
      GroupRule(name: "class", column: "label"),
      GroupRule(name: "elsewhere", column: "town"),
    ])
  }

  private var real: Dataset {
    table(
      "real", [1, 2, 3, .nan], Categories(codes: [0, 1, 1, 0], names: ["a", "b"]), [0, 1, 0, 1])
  }

  private var made: Dataset {
    table("made", [9, .nan], Categories(codes: [0, -1], names: ["other"]), [1, 0])
  }

  @Test("Rows and codes of the first table stay, and new levels come after its own")
  func joined() throws {
    let joined = try real.joining([made])
    #expect(joined.count == 6)
    #expect((0..<4).map(joined.rowKey) == (0..<4).map(real.rowKey))
    guard case .categorical(let kinds) = joined.features[1].values else {
      Issue.record("kinds are levels")
      return
    }
    #expect(kinds.names == ["a", "b", "other"] && kinds.codes == [0, 1, 1, 0, 2, -1])
  }

  @Test("Groups follow from features and the label; one without its column is left out")
  func groups() throws {
    #expect(made.groups.map(\.name) == ["size", "kinds", "class"])
    #expect(made.groups[0].categories.codes.count == 2)
    let joined = try real.joining([made])
    #expect(joined.groups[2].categories.codes == [0, 1, 0, 1, 1, 0])
  }

  @Test("Appended records are encoded by the columns that are there, and what has no place is zero")
  func appended() throws {
    let records = try Records(real)
    let longer = try records.appending(made)
    #expect(longer.columns == records.columns && longer.count == 6)
    #expect(longer.fittedCount == 4)
    for row in 0..<4 {
      #expect(
        longer.features.row(row).map(\.bitPattern) == records.features.row(row).map(\.bitPattern))
    }
    let places = records.columns.indices.filter { records.columns[$0].feature == "kind" }
    #expect(
      places.allSatisfy { longer.features.row(4)[longer.features.row(4).startIndex + $0] == 0 })
  }

  @Test("A table with a class more is refused")
  func otherClass() throws {
    let other = Dataset(
      name: "made", features: made.features,
      label: Categories(codes: [0, 0], names: ["perhaps"]), groups: [], sources: [])
    let error = #expect(throws: TablesError.self) { try Records(real).appending(other) }
    #expect(error?.description == "made: has a class that real has not; leave it out")
  }
}
