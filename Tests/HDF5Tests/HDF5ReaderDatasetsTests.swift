import HDF5
import TemporaryFolders
import Testing

struct HDF5ReaderDatasetsTests {
  @Test("numbers of other sizes and byte orders are converted")
  func conversion() throws {
    let folder = try TemporaryFolder()
    let reader = try HDF5Reader(path: ForeignFile.mixed.write(into: folder))
    #expect(try reader.integers(at: "narrow") == [1, 300, -1])
    #expect(try reader.doubles(at: "narrow") == [1, 300, -1])
    #expect(try reader.doubles(at: "packed") == [0.5, -2])
    #expect(try reader.floats(at: "packed") == [0.5, -2])
    #expect(try reader.doubles(at: "unsigned") == [1, 0x1p63])
    #expect(try reader.doubles(at: "lone_number") == [3.5])
  }

  @Test("truth values of h5py are read")
  func booleans() throws {
    let folder = try TemporaryFolder()
    let reader = try HDF5Reader(path: ForeignFile.mixed.write(into: folder))
    #expect(try reader.booleans(at: "flags") == [true, false, true])
  }

  @Test(
    "a dataset of another class is refused with what it holds",
    arguments: [
      ("words", "holds text, not numbers"), ("padded", "holds text, not numbers"),
      ("flags", "holds an enumeration, not numbers"),
      ("records", "holds records of several fields, not numbers"),
      ("empty", "has no shape and no values"), ("group", "is a group or a type, not a dataset"),
      ("nothing", "no such group or dataset"),
      ("words/x", "/words is not a group that can be searched"),
    ])
  func notNumbers(_ place: String, _ problem: String) throws {
    let folder = try TemporaryFolder()
    let path = try ForeignFile.mixed.write(into: folder)
    let reader = try HDF5Reader(path: path)
    let double = failure { _ = try reader.doubles(at: place) }
    let float = failure { _ = try reader.floats(at: place) }
    #expect(double == "\(path): /\(place): \(problem)")
    #expect(float == double)
  }

  @Test("integers that do not fit are refused, never clipped")
  func range() throws {
    let folder = try TemporaryFolder()
    let path = try ForeignFile.mixed.write(into: folder)
    let reader = try HDF5Reader(path: path)
    let long = failure { _ = try reader.integers(at: "unsigned") }
    let byte = failure { _ = try reader.bytes(at: "narrow") }
    #expect(long == "\(path): /unsigned: holds integers above 9223372036854775807")
    #expect(byte == "\(path): /narrow: holds integers that are not from 0 to 255")
  }

  @Test("floats are not read as integers, integers and other enumerations not as truth values")
  func wrongClass() throws {
    let folder = try TemporaryFolder()
    let path = try ForeignFile.mixed.write(into: folder)
    let reader = try HDF5Reader(path: path)
    let integer = failure { _ = try reader.integers(at: "packed") }
    let byte = failure { _ = try reader.bytes(at: "packed") }
    let colours = failure { _ = try reader.booleans(at: "colours") }
    let number = failure { _ = try reader.booleans(at: "narrow") }
    #expect(
      integer == "\(path): /packed: holds floating-point numbers of 4 bytes, not integers")
    #expect(byte == integer)
    #expect(colours == "\(path): /colours: holds an enumeration, not truth values")
    #expect(number == "\(path): /narrow: holds integers of 2 bytes, not truth values")
  }

  @Test("a dataset of as many elements as the limit is read, one of more is refused")
  func limit() throws {
    let folder = try TemporaryFolder()
    let path = try ForeignFile.mixed.write(into: folder)
    let reader = try HDF5Reader(path: path, elementLimit: 2)
    #expect(try reader.doubles(at: "packed") == [0.5, -2])
    let line = failure { _ = try reader.doubles(at: "narrow") }
    #expect(line == "\(path): /narrow: has 3 elements, above the limit of 2")
  }
}
