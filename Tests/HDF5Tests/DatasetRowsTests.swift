import HDF5
import TemporaryFolders
import Testing

struct DatasetRowsTests {
  @Test("rows read block by block are those of the whole dataset", arguments: [1, 7, 4999, 5000])
  func blocks(_ size: Int) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("run.h5")
    let values = (0..<5000 * 50).map { Double($0).squareRoot() }
    let writer = try HDF5Writer(replacing: path)
    try writer.write(values, shape: [5000, 5, 10], at: "group/x")
    try writer.commit()
    let rows = try HDF5Reader(path: path).rows(of: "group/x")
    var read: [Double] = []
    for start in stride(from: 0, to: 5000, by: size) {
      read += try rows.doubles(start..<min(5000, start + size))
    }
    #expect(read == values)
    let floats = try rows.floats(10..<12)
    #expect(floats == values[500..<600].map { Float($0) })
    let none = try rows.floats(5000..<5000)
    #expect(none.isEmpty)
  }

  @Test("integers and truth values are read as integers and as floats")
  func integers() throws {
    let folder = try TemporaryFolder()
    let path = try ForeignFile.mixed.write(into: folder)
    let narrow = try HDF5Reader(path: path).rows(of: "narrow")
    let flags = try HDF5Reader(path: path).rows(of: "flags")
    let unsigned = try HDF5Reader(path: path).rows(of: "unsigned")
    #expect(try narrow.integers(1..<3) == [300, -1])
    #expect(try narrow.doubles(1..<3) == [300, -1])
    #expect(try flags.integers(0..<3) == [1, 0, 1])
    #expect(try flags.floats(0..<2) == [1, 0])
    #expect(try flags.doubles(2..<3) == [1])
    #expect(try unsigned.integers(0..<1) == [1])
    #expect(try unsigned.floats(0..<2) == [1, 0x1p63])
    let line = failure { _ = try unsigned.integers(0..<2) }
    #expect(line == "\(path): /unsigned: holds integers above 9223372036854775807")
  }

  @Test(
    "what has no rows of numbers, or far more than is stored, is refused",
    arguments: [
      ("words", "holds text, not numbers"), ("colours", "holds an enumeration, not numbers"),
      ("lone_number", "is a single number without rows; store it with the shape (1,)"),
      ("vast", "has the shape [1073741824, 2], but nearly all of its values were never written"),
      ("vast_chunk", "has chunks of shape [67108864], far beyond its own [4]"),
      ("nested", "is packed with filter 1; pack it with gzip alone"),
      ("inside", "is a soft link, which is not followed; store the object itself there"),
      ("group", "is a group or a type, not a dataset"), ("nothing", "no such group or dataset"),
    ])
  func refused(_ place: String, _ problem: String) throws {
    let folder = try TemporaryFolder()
    let path = try ForeignFile.mixed.write(into: folder)
    let line = failure { _ = try HDF5Reader(path: path).rows(of: place) }
    #expect(line == "\(path): /\(place): \(problem)")
  }

  @Test("floats are not read as integers")
  func floatsAsIntegers() throws {
    let folder = try TemporaryFolder()
    let path = try ForeignFile.mixed.write(into: folder)
    let packed = try HDF5Reader(path: path).rows(of: "packed")
    let line = failure { _ = try packed.integers(0..<1) }
    #expect(line == "\(path): /packed: holds floating-point numbers of 4 bytes, not integers")
  }
}
