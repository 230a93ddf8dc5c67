import Tables
import Testing

@Suite("Arrays of one dataset")
struct ArraySetTests {
  struct Misfit: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var yaml = "features: a.npz:X\nlabels: a.npz:y\n"
    var name = "unused"
    var array = NPYBytes.integers([0])
    let message: String
  }

  static let misfits = [
    Misfit(
      testDescription: "labels of another length", name: "y", array: .integers([0, 1]),
      message: "data: the arrays differ in their number of records: a.npz:X has 3, a.npz:y has 2; "
        + "give arrays of the same records"),
    Misfit(
      testDescription: "a group of another length",
      yaml: "features: a.npz:X\nlabels: a.npz:y\ngroups: {g: {array: a.npz:g}}\n", name: "g",
      array: .integers([0]),
      message: "data: the arrays differ in their number of records: a.npz:X has 3, a.npz:y has 3, "
        + "a.npz:g has 1; give arrays of the same records"),
    Misfit(
      testDescription: "features with three axes", name: "X",
      array: .doubles([1, 2, 3], shape: [3, 1, 1]),
      message: "a.npz:X: the array has the shape [3, 1, 1] where features need the axes records "
        + "and columns; save it in that shape"),
    Misfit(
      testDescription: "labels with two axes", name: "y",
      array: .doubles([1, 0, 1], shape: [3, 1]),
      message: "a.npz:y: the array has the shape [3, 1] where labels need one axis, the records; "
        + "save it in that shape"),
    Misfit(
      testDescription: "no records", name: "y", array: .integers([]),
      message: "data: the arrays differ in their number of records: a.npz:X has 3, a.npz:y has 0; "
        + "give arrays of the same records"),
    Misfit(
      testDescription: "one class", name: "y", array: .integers([4, 4, 4]),
      message: "a.npz:y: the array has only one class in 3 records; give data with two or more"),
    Misfit(
      testDescription: "labels that are no integers", name: "y",
      array: .doubles([1, 0.5, 1], shape: [3]),
      message: "a.npz: 'y' holds a number in row 1 that is not an integer of 64 bits; "
        + "check what was saved"),
    Misfit(
      testDescription: "a missing label", name: "y", array: .doubles([1, 0, .nan], shape: [3]),
      message: "a.npz: 'y' holds a number in row 2 that is not an integer of 64 bits; "
        + "check what was saved"),
    Misfit(
      testDescription: "text", name: "X", array: NPYBytes(descr: "<U1", shape: [3], data: []),
      message: "a.npz: 'X' has dtype str, which is text; save numbers"),
    Misfit(
      testDescription: "no such array", yaml: "features: a.npz:Z\nlabels: a.npz:y\n",
      message: "a.npz: holds no array 'Z'; it holds X, y, unused"),
    Misfit(
      testDescription: "no name", yaml: "features: a.npz\nlabels: a.npz:y\n",
      message: "a.npz: holds 3 arrays (X, y, unused); name one of them"),
    Misfit(
      testDescription: "no such file", yaml: "features: b.npz:X\nlabels: a.npz:y\n",
      message: "b.npz: there is no such file; correct the path"),
  ]

  @Test("arrays that do not fit are told with their place", arguments: misfits)
  func misfit(_ misfit: Misfit) throws {
    #expect(try arraysMessage(misfit.yaml, [(misfit.name, misfit.array)]) == misfit.message)
  }

  @Test("arrays without records are refused")
  func empty() throws {
    let message = try arraysMessage(
      "features: a.npz:X\nlabels: a.npz:y\n",
      [("X", .doubles([], shape: [0, 2])), ("y", .integers([]))])
    #expect(message == "a.npz:y: the array has no records; give arrays with data")
  }

  @Test("more columns than the limit are refused before they are read")
  func wide() throws {
    let zeros = NPYBytes(
      descr: "|u1", shape: [3, 100_001], data: Array(repeating: 0, count: 300_003))
    let message = try arraysMessage("features: a.npz:X\nlabels: a.npz:y\n", [("X", zeros)])
    #expect(
      message == "data: 100001 feature columns, above the limit of 100000; give fewer")
  }
}
