import Tables
import Testing

@Suite("Array survey")
struct ArraySurveyTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Names with extents and whether the array holds integers.
    let arrays: [(String, [Int], Bool)]
    var wanted: String?
    let features: String?
    let labels: String?
  }

  static let cases = [
    Case(
      testDescription: "usual names",
      arrays: [("y", [3], true), ("extra", [3, 4], false), ("X", [3, 2], false)],
      features: "X", labels: "y"),
    Case(
      testDescription: "words in names",
      arrays: [("in/input_data", [3, 2], false), ("in/class-labels", [3], false)],
      features: "in/input_data", labels: "in/class-labels"),
    Case(
      testDescription: "training and test",
      arrays: [
        ("x_train", [3, 2], false), ("y_train", [3], true), ("x_test", [2, 2], false),
        ("y_test", [2], true),
      ], features: "x_train", labels: "y_train"),
    Case(
      testDescription: "shapes and types alone",
      arrays: [("a", [3, 2], false), ("b", [3], true), ("c", [5], true)],
      features: "a", labels: "b"),
    Case(
      testDescription: "two arrays of codes",
      arrays: [("X", [3, 2], false), ("a", [3], true), ("b", [3], true)],
      features: "X", labels: nil),
    Case(
      testDescription: "nothing but floats along one axis", arrays: [("a", [3], false)],
      features: nil, labels: nil),
    Case(
      testDescription: "two telling names",
      arrays: [("X", [3, 2], false), ("data", [3, 2], false), ("y", [3], true)],
      features: nil, labels: "y"),
    Case(
      testDescription: "labels that are named",
      arrays: [("X", [3, 2], false), ("y", [3], true), ("z", [3], true)], wanted: "z",
      features: "X", labels: "z"),
    Case(
      testDescription: "labels of other records",
      arrays: [("X", [3, 2], false), ("y", [4], true)], features: "X", labels: nil),
  ]

  private func survey(_ sample: Case) throws -> ArraySurvey {
    let folder = try Folder()
    let arrays = sample.arrays.map { name, shape, isInteger in
      let count = shape.reduce(1, *)
      return (
        name: name,
        array: NPYBytes(
          descr: isInteger ? "<i4" : "<f4", shape: shape,
          data: Array(repeating: 0, count: 4 * count)
        )
      )
    }
    return try ArraySurvey(
      path: try folder.write(npz(arrays), as: "a.npz"), labels: sample.wanted)
  }

  @Test("features and labels are told by names, shapes and types, or not at all", arguments: cases)
  func guesses(_ sample: Case) throws {
    let survey = try survey(sample)
    #expect(survey.features?.name == sample.features && survey.labels?.name == sample.labels)
    #expect(survey.lines.count == sample.arrays.count)
  }

  @Test("arrays are listed with type and shape, those that cannot be read with the reason")
  func lines() throws {
    let folder = try Folder()
    let text = NPYBytes(descr: "<U1", shape: [2], data: Array(repeating: 0, count: 8))
    let path = try folder.write(
      npz([("X", .doubles([1, 2], shape: [2, 1])), ("names", text)]), as: "a.npz")
    let survey = try ArraySurvey(path: path)
    #expect(
      survey.lines == ["X: float64 [2, 1]", "names: has dtype str, which is text; save numbers"])
    let error = #expect(throws: TablesError.self) { try ArraySurvey(path: path, labels: "z") }
    #expect(
      error?.description
        == "a.npz: no array 'z' for the labels; the file holds "
        + survey.lines.joined(separator: ", "))
  }

  @Test("an NPY file holds one array without a name, which cannot be both")
  func npy() throws {
    let folder = try Folder()
    let path = try folder.write(NPYBytes.doubles([1, 2], shape: [2, 1]).bytes, as: "a.npy")
    let survey = try ArraySurvey(path: path)
    #expect(survey.features?.name == "" && survey.labels == nil)
    #expect(survey.lines == ["float64 [2, 1]"])
  }

  @Test(
    "files of arrays are told from tables by their names",
    arguments: [
      ("a.npy", true), ("b/a.NPZ", true), ("a.h5", true), ("a.hdf5", true), ("a.csv", false),
      ("a.csv.gz", false), ("npz", false),
    ])
  func covers(path: String, isCovered: Bool) {
    #expect(ArraySurvey.covers(path) == isCovered)
  }
}
