import HDF5
import TemporaryFolders
import Testing

struct HDF5ReaderTextTests {
  @Test(
    "texts of h5py are read, of variable and of fixed length with each padding",
    arguments: [
      ("words", ["one", "Zoë", ""]), ("grid", ["a", "b", "c", "d"]), ("lone", ["alone"]),
      ("padded", ["ab", "abcd", ""]), ("terminated", ["ab", "abc"]), ("spaced", ["ab", "abc"]),
    ])
  func strings(_ place: String, _ texts: [String]) throws {
    let folder = try TemporaryFolder()
    let reader = try HDF5Reader(path: ForeignFile.mixed.write(into: folder))
    #expect(try reader.strings(at: place) == texts)
  }

  @Test("numbers and truth values are not read as text")
  func wrongClass() throws {
    let folder = try TemporaryFolder()
    let path = try ForeignFile.mixed.write(into: folder)
    let reader = try HDF5Reader(path: path)
    let numbers = failure { _ = try reader.strings(at: "narrow") }
    let flags = failure { _ = try reader.strings(at: "flags") }
    #expect(numbers == "\(path): /narrow: holds integers of 2 bytes, not text")
    #expect(flags == "\(path): /flags: holds an enumeration, not text")
  }

  @Test("bytes that are no UTF-8 are refused, with the text's number")
  func notUTF8() throws {
    let folder = try TemporaryFolder()
    let path = try ForeignFile.mixed.write(into: folder)
    let reader = try HDF5Reader(path: path)
    let line = failure { _ = try reader.strings(at: "latin") }
    #expect(line == "\(path): /latin: text 1 is not UTF-8; write it again in that encoding")
  }

  @Test("texts may take eight bytes for each element of the limit")
  func limit() throws {
    let folder = try TemporaryFolder()
    let path = try ForeignFile.mixed.write(into: folder)
    // Two texts of 20 letters, each with its closing NUL, take 42 bytes.
    let wide = try HDF5Reader(path: path, elementLimit: 6)
    let narrow = try HDF5Reader(path: path, elementLimit: 5)
    #expect(try wide.strings(at: "long").map(\.count) == [20, 20])
    let line = failure { _ = try narrow.strings(at: "long") }
    #expect(line == "\(path): /long: has texts of more bytes in all than the limit of 40")
  }

  @Test("fixed texts wider than the limit are refused before they are read")
  func fixedLimit() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("run.h5")
    let writer = try HDF5Writer(replacing: path)
    try writer.write([String(repeating: "a", count: 25)], shape: [1], at: "x")
    try writer.commit()
    let reader = try HDF5Reader(path: path, elementLimit: 3)
    let line = failure { _ = try reader.strings(at: "x") }
    #expect(line == "\(path): /x: has 1 texts of 25 bytes, above the limit of 24 bytes")
  }
}
