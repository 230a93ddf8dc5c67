import Tables
import Testing

private let usual = "features: a.npz:X\nlabels: a.npz:y\n"

@Suite("Columns of arrays")
struct ArrayColumnTests {
  @Test("NaN is a missing number, a missing level and the group 'missing'")
  func missing() throws {
    let dataset = try readArrays(
      usual + "categorical: [x2]\ngroups: {a: {column: x1, cuts: [2]}, b: {column: x2}}\n",
      [("X", .doubles([1, 4, .nan, .nan, 3, 4], shape: [3, 2]))])
    #expect(rows(dataset) == ["1.0|4|1", "-|-|0", "3.0|4|1"])
    #expect((0..<3).map { level($0, dataset.groups[0].categories) } == ["<=2", "missing", ">2"])
    #expect((0..<3).map { level($0, dataset.groups[1].categories) } == ["4", "missing", "4"])
  }

  @Test("levels are in the order of their codes, whatever the order of the records")
  func levels() throws {
    let dataset = try readArrays(
      usual + "categorical: [x1]\ngroups: {g: {column: x1, cuts: [5]}}\n",
      [("X", .integers([10, -1, 9]))])
    guard case .categorical(let levels) = dataset.features[0].values else {
      Issue.record("x1 is not categorical")
      return
    }
    #expect(levels.names == ["-1", "9", "10"] && levels.codes == [2, 0, 1])
    #expect((0..<3).map { level($0, dataset.groups[0].categories) } == [">5", "<=5", ">5"])
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let numbers: [Double]
    var yaml = ""
    let message: String
  }

  static let refusals = [
    Refusal(
      testDescription: "an infinity", numbers: [1, 2, 3, .infinity, 5, 6],
      message: "has a number in row 1, column 'x2' that is infinite; "
        + "save NaN where a number is missing"),
    Refusal(
      testDescription: "a negative infinity", numbers: [1, 2, 3, 4, -.infinity, 6],
      yaml: "categorical: [x1]",
      message: "has a number in row 2, column 'x1' that is infinite; "
        + "save NaN where a number is missing"),
    Refusal(
      testDescription: "a broken code", numbers: [1, 2, 3, 4, 5.5, 6], yaml: "categorical: [x1]",
      message: "has a number in row 2, column 'x1' that is no integer code; "
        + "leave the column out of 'categorical', or cut the group"),
    Refusal(
      testDescription: "a code beyond the integers of a float",
      numbers: [1, 2, 3, 9_007_199_254_740_994, 5, 6], yaml: "categorical: [x2]",
      message: "has a number in row 1, column 'x2' that is no integer code; "
        + "leave the column out of 'categorical', or cut the group"),
    Refusal(
      testDescription: "a group of broken codes", numbers: [0.5, 2, 3, 4, 5, 6],
      yaml: "groups: {g: {column: x1}}",
      message: "has a number in row 0, column 'x1' that is no integer code; "
        + "leave the column out of 'categorical', or cut the group"),
    Refusal(
      testDescription: "nothing but missing", numbers: [.nan, 2, .nan, 4, .nan, 6],
      message: "has column 'x1' missing in every record; leave the column out"),
    Refusal(
      testDescription: "nothing but missing codes", numbers: [.nan, 2, .nan, 4, .nan, 6],
      yaml: "categorical: [x1]",
      message: "has column 'x1' missing in every record; leave the column out"),
  ]

  @Test("what is no value is told with array, row and column", arguments: refusals)
  func refused(_ refusal: Refusal) throws {
    let message = try arraysMessage(
      usual + refusal.yaml, [("X", .doubles(refusal.numbers, shape: [3, 2]))])
    #expect(message == "a.npz:X: the array " + refusal.message)
  }
}
