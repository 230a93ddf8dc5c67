import Foundation
import HDF5
import Settings
import Tables
import Testing

private let usual = "features: a.npz:X\nlabels: a.npz:y\n"

@Suite("Array source")
struct ArraySourceTests {
  @Test("arrays side by side give features, classes, groups and the hash of each file once")
  func reads() throws {
    let dataset = try readArrays(
      """
      features: [a.npz:X, one.npy]
      labels: a.npz:y
      names: [age, pay, job]
      categorical: [job]
      classes: [no, yes]
      groups:
        age: {column: age, cuts: [1.5]}
        job: {column: job, values: {7: maker, 9: seller}}
        sex: {array: a.npz:s}
        pay: {column: pay}
      """, [("s", .integers([2, 10, 2]))])
    #expect(rows(dataset) == ["1.0|10.0|7|yes", "2.0|20.0|7|no", "3.0|30.0|9|yes"])
    #expect(dataset.features.map(\.name) == ["age", "pay", "job"])
    #expect(dataset.label.names == ["no", "yes"])
    let groups = dataset.groups.map { group in
      "\(group.name): " + (0..<3).map { level($0, group.categories) }.joined(separator: " ")
    }
    #expect(
      groups == ["age: <=1.5 >1.5 >1.5", "job: maker maker seller", "sex: 2 10 2", "pay: 10 20 30"])
    #expect(dataset.sources.map(\.name) == ["a.npz", "one.npy"])
    #expect(dataset.sources[1].sha256 == sha256(of: NPYBytes.integers([7, 7, 9]).bytes))
    #expect(dataset.sources.map(\.recordCount) == [3, 3])
  }

  @Test("columns are x1, x2 and so on, and classes their values in increasing order")
  func defaults() throws {
    let dataset = try readArrays(usual, [("y", .integers([10, -2, 9]))])
    #expect(dataset.features.map(\.name) == ["x1", "x2"])
    #expect(dataset.label.names == ["-2", "9", "10"])
    #expect(rows(dataset) == ["1.0|10.0|10", "2.0|20.0|-2", "3.0|30.0|9"])
  }

  struct Labels: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let array: NPYBytes
    let names: [String]
  }

  @Test(
    "labels may be whole floats or truth values",
    arguments: [
      Labels(
        testDescription: "float64", array: .doubles([1, 0, 1], shape: [3]), names: ["1", "0", "1"]),
      Labels(
        testDescription: "bool", array: NPYBytes(descr: "|b1", shape: [3], data: [1, 0, 1]),
        names: ["true", "false", "true"]),
      Labels(
        testDescription: "uint8", array: NPYBytes(descr: "|u1", shape: [3], data: [255, 3, 255]),
        names: ["255", "3", "255"]),
      Labels(
        testDescription: "big-endian int16",
        array: NPYBytes(descr: ">i2", shape: [3], data: [1, 0, 255, 255, 0, 0]),
        names: ["256", "-1", "0"]),
    ])
  func labels(_ labels: Labels) throws {
    let dataset = try readArrays(usual, [("y", labels.array)])
    #expect((0..<3).map { level($0, dataset.label) } == labels.names)
  }

  @Test("the order of Fortran and of C give the same records")
  func fortran() throws {
    var columns = NPYBytes.doubles([1, 2, 3, 10, 20, 30], shape: [3, 2])
    columns.isFortran = true
    #expect(try rows(readArrays(usual, [("X", columns)])) == rows(readArrays(usual)))
  }

  @Test("datasets of HDF5 are named by their path in the file")
  func hdf5() throws {
    let folder = try Folder()
    let file = folder.path + "/a.h5"
    let writer = try HDF5Writer(replacing: file)
    try writer.group("train")
    try writer.write([1, 2, 3] as [Float], shape: [3], at: "train/X")
    try writer.write([5, 5, 6] as [Int32], shape: [3], at: "y")
    try writer.commit()
    var settings = try Settings(yaml: "features: \(file):train/X\nlabels: a.h5:y\n", file: "e.yaml")
    let source = try ArraySource(&settings)
    let dataset = try source.read(relativeTo: folder.path, name: "data")
    #expect(rows(dataset) == ["1.0|5", "2.0|5", "3.0|6"])
    #expect(dataset.sources.count == 1)
  }

  @Test("a file is read in several blocks, and each row comes to its record")
  func blocks() throws {
    let count = 150_001
    let features = NPYBytes.doubles((0..<2 * count).map(Double.init), shape: [count, 2])
    let labels = NPYBytes.integers((0..<count).map { $0 % 3 })
    let dataset = try readArrays(usual, [("X", features), ("y", labels)])
    guard case .numeric(let numbers) = dataset.features[1].values else {
      Issue.record("x2 is not numeric")
      return
    }
    #expect(numbers == (0..<count).map { Double(2 * $0 + 1) })
    #expect(dataset.label.codes == (0..<count).map { Int32($0 % 3) })
  }

  @Test(
    "a mistake in the settings is told with file and line",
    arguments: [
      (
        "labels: y", "e.yaml:1: 'features' is missing; it must be text or a list of 1 to 1000 texts"
      ),
      (
        "features: []\nlabels: y",
        "e.yaml:1: 'features' must be text or a list of 1 to 1000 texts, found 0 items"
      ),
      ("features: X", "e.yaml:1: 'labels' is missing; it must be text"),
      (
        "features: X\nlabels: y\ngroups: {g: {column: a, array: b}}",
        "e.yaml:3: group 'g' needs either 'column' or 'array'"
      ),
      (
        "features: X\nlabels: y\ngroups: {g: {values: {0: a}}}",
        "e.yaml:3: group 'g' needs either 'column' or 'array'"
      ),
      (
        "features: X\nlabels: y\nclases: [a]",
        "e.yaml:3: unknown key 'clases'; did you mean 'classes'?"
      ),
    ])
  func settings(yaml: String, message: String) throws {
    #expect(try arraysMessage(yaml) == message)
  }

  @Test(
    "names, columns and classes that fit no array are told with what there is",
    arguments: [
      (
        "names: [a]",
        "data: 'names' lists 1 columns where the features have 2 (a.npz:X has 2); name every column"
      ),
      (
        "names: [a, a]",
        "data: columns 1 and 2 have the same name; give every column its own name"
      ),
      (
        "names: [age, pay]\ncategorical: [agee]",
        "data: the features have no column 'agee'; did you mean 'age'?"
      ),
      (
        "groups: {g: {column: sex}}",
        "data: the features have no column 'sex'; the columns are 'x1', 'x2'"
      ),
      (
        "classes: [a, b, c]",
        "a.npz:y: the array has 2 different labels where 'classes' lists 3 different names; "
          + "name each of them in increasing order"
      ),
      (
        "groups: {g: {column: x1, values: {1: a, 2: b}}}",
        "a.npz:X: the array has a number in row 2, column 'x1' that group 'g' does not list; "
          + "add it to the group's values"
      ),
    ])
  func misfits(yaml: String, message: String) throws {
    #expect(try arraysMessage(usual + yaml) == message)
  }
}
