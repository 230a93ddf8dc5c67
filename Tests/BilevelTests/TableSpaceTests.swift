import Bilevel
import Tables
import Testing

@Suite struct TableSpaceTests {
  private static let table = Dataset(
    name: "t",
    features: [
      Feature(name: "age", values: .numeric([20, 40, .nan, 60])),
      Feature(
        name: "job",
        values: .categorical(Categories(codes: [0, 1, 2, -1], names: ["a", "b", "c"]))),
    ], label: Categories(codes: [0, 1, 1, 0], names: ["no", "yes"]), groups: [], sources: [])

  @Test("a table goes to coordinates and back")
  func roundTrip() throws {
    let space = try TableSpace(Self.table)
    let rows = try space.coordinates(of: Self.table, rows: [0, 1, 2, 3])
    #expect(space.space.width == 1 + 4 + 1)
    let points = PointSet(features: rows, labels: [0, 1, 1, 0], width: 6)
    let back = space.table(of: points, named: "back", classes: ("no", "yes"))
    #expect(back.count == 4)
    guard case .numeric(let ages) = back.features[0].values,
      case .categorical(let jobs) = back.features[1].values
    else { return #expect(Bool(false)) }
    #expect(zip(ages, [20, 40, 40, 60]).allSatisfy { abs($0 - $1) < 1e-9 })
    #expect(jobs.codes == [0, 1, 2, -1] && jobs.names == ["a", "b", "c"])
    #expect(back.label.codes == [0, 1, 1, 0])
  }

  @Test("declared columns take nothing from the records")
  func declared() throws {
    let space = try TableSpace(
      Self.table, declared: ["age": .range(0...100), "job": .levels(["b", "z"])])
    let rows = try space.coordinates(of: Self.table, rows: [0, 1])
    // 50 is the centre and 25 the unit; level a is not declared.
    #expect(rows == [-1.2, 0, 0, 1, -0.4, 1, 0, 1])
    #expect(TableSpace.undeclared(Self.table, declared: ["age": .range(0...1)]) == ["job"])
  }

  @Test("weights become copies")
  func copies() throws {
    let space = try TableSpace(Self.table)
    let points = PointSet(
      features: try space.coordinates(of: Self.table, rows: [0, 1]), labels: [0, 1],
      weights: [0.5, 1.6], width: 6)
    let table = space.table(of: points, named: "w", classes: ("no", "yes"), copies: 2)
    #expect(table.label.codes == [0, 1, 1, 1])
  }

  @Test("a column of another kind, and a declaration of no column, are one clear line")
  func mismatch() throws {
    let space = try TableSpace(Self.table)
    let other = Dataset(
      name: "other.csv", features: [Feature(name: "age", values: .numeric([1]))],
      label: Categories(codes: [0], names: ["no", "yes"]), groups: [], sources: [])
    do {
      _ = try space.coordinates(of: other, rows: [0])
      Issue.record("no error")
    } catch {
      #expect(
        error.description
          == "other.csv has no column 'job' of the kind that the others have; give all clients the same columns"
      )
    }
    #expect(throws: BilevelError.self) {
      try TableSpace(Self.table, declared: ["wage": .range(0...1)])
    }
    #expect(throws: BilevelError.self) {
      try TableSpace(Self.table, declared: ["age": .levels(["x"])])
    }
  }
}
