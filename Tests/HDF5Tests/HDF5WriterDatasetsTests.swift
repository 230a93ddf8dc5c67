import HDF5
import TemporaryFolders
import Testing

/// Shapes from a lone value to three axes, some without elements, and one that is chunked.
private let shapes = [[], [0], [1], [7], [3, 0], [2, 5], [2, 3, 4], [3, 70_001]]

struct HDF5WriterDatasetsTests {
  @Test("64-bit floats come back with every bit", arguments: shapes)
  func doubles(_ shape: [Int]) throws {
    let special = [0.1, -0.0, .infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude]
    let values = (0..<count(shape)).map { special[$0 % 5] * Double($0 % 3) + Double($0) }
    let reader = try written(shape) { try $0.write(values, shape: shape, at: "x") }
    #expect(try reader.doubles(at: "x").map(\.bitPattern) == values.map(\.bitPattern))
  }

  @Test("32-bit floats come back with every bit", arguments: shapes)
  func floats(_ shape: [Int]) throws {
    let values = (0..<count(shape)).map { Float($0) * 0.1 }
    let reader = try written(shape) { try $0.write(values, shape: shape, at: "x") }
    #expect(try reader.floats(at: "x") == values)
    #expect(try reader.doubles(at: "x") == values.map { Double($0) })
  }

  @Test("64-bit integers come back", arguments: shapes)
  func longIntegers(_ shape: [Int]) throws {
    let values = (0..<count(shape)).map { $0.isMultiple(of: 2) ? Int64.min + Int64($0) : .max }
    let reader = try written(shape) { try $0.write(values, shape: shape, at: "x") }
    #expect(try reader.integers(at: "x") == values.map { Int($0) })
  }

  @Test("32-bit integers come back", arguments: shapes)
  func integers(_ shape: [Int]) throws {
    let values = (0..<count(shape)).map { $0.isMultiple(of: 2) ? Int32.min + Int32($0) : .max }
    let reader = try written(shape) { try $0.write(values, shape: shape, at: "x") }
    #expect(try reader.integers(at: "x") == values.map { Int($0) })
    #expect(try reader.doubles(at: "x") == values.map { Double($0) })
  }

  @Test("bytes come back", arguments: shapes)
  func bytes(_ shape: [Int]) throws {
    let values = (0..<count(shape)).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let reader = try written(shape) { try $0.write(values, shape: shape, at: "x") }
    #expect(try reader.bytes(at: "x") == values)
    #expect(try reader.integers(at: "x") == values.map { Int($0) })
  }

  @Test("truth values come back", arguments: shapes)
  func booleans(_ shape: [Int]) throws {
    let values = (0..<count(shape)).map { $0.isMultiple(of: 3) }
    let reader = try written(shape) { try $0.write(values, shape: shape, at: "x") }
    #expect(try reader.booleans(at: "x") == values)
  }

  @Test("texts of any length come back, the empty one too", arguments: shapes)
  func strings(_ shape: [Int]) throws {
    let texts = ["", "a", "Zoë", " spaced ", "👩‍👩‍👧"]
    let values = (0..<count(shape)).map { texts[$0 % 5] }
    let reader = try written(shape) { try $0.write(values, shape: shape, at: "x") }
    #expect(try reader.strings(at: "x") == values)
  }

  @Test("texts that are all empty come back")
  func emptyStrings() throws {
    let reader = try written([2]) { try $0.write(["", ""], shape: [2], at: "x") }
    #expect(try reader.strings(at: "x") == ["", ""])
  }

  @Test("a text with a NUL is refused, since its end would be lost")
  func textWithNUL() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("run.h5")
    let writer = try HDF5Writer(replacing: path)
    let line = failure { try writer.write(["a", "b\0"], shape: [2], at: "x") }
    #expect(line == "\(path): /x: text 1 holds a NUL character, which would be lost")
  }

  @Test("one long text among many short ones is refused before the memory is taken")
  func paddingTooLarge() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("run.h5")
    let writer = try HDF5Writer(replacing: path)
    let texts = [String(repeating: "a", count: 1 << 20)] + Array(repeating: "", count: 2048)
    let line = failure { try writer.write(texts, shape: [2049], at: "x") }
    #expect(
      line
        == "\(path): /x: 2049 texts of up to 1048576 bytes are too many; shorten the longest")
  }

  @Test("a place is written once")
  func twice() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("run.h5")
    let writer = try HDF5Writer(replacing: path)
    try writer.write([1.0], shape: [1], at: "a/x")
    let dataset = failure { try writer.write([2.0], shape: [1], at: "/a/x") }
    let group = failure { try writer.write([2.0], shape: [1], at: "/a") }
    #expect(dataset == "\(path): /a/x: is written already")
    #expect(group == "\(path): /a: is written already")
  }

  @Test("values that do not fill their shape are a bug of the caller")
  func unfilled() async {
    await #expect(processExitsWith: .failure) {
      let folder = try TemporaryFolder()
      let writer = try HDF5Writer(replacing: folder.file("run.h5"))
      try writer.write([1.0, 2.0], shape: [3], at: "x")
    }
  }

  private func count(_ shape: [Int]) -> Int { shape.reduce(1, *) }

  /// Opens what was written; the file's name is gone by then, which an open file outlives.
  private func written(
    _ shape: [Int], by write: (borrowing HDF5Writer) throws -> Void
  ) throws -> HDF5Reader {
    let folder = try TemporaryFolder()
    let path = folder.file("run.h5")
    let writer = try HDF5Writer(replacing: path)
    try write(writer)
    try writer.commit()
    let reader = try HDF5Reader(path: path)
    #expect(try reader.shape(of: "x") == shape)
    return reader
  }
}
