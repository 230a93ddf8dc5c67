import HDF5
import TemporaryFolders
import Testing

struct HDF5ReaderAttributesTests {
  @Test("attributes of h5py are read, whatever their size")
  func values() throws {
    let folder = try TemporaryFolder()
    let reader = try HDF5Reader(path: ForeignFile.mixed.write(into: folder))
    #expect(try reader.text(attribute: "title", of: "/") == "Zoë")
    #expect(try reader.text(attribute: "bytes", of: "/") == "raw")
    #expect(try reader.integer(attribute: "count", of: "/") == -7)
    #expect(try reader.number(attribute: "count", of: "/") == -7)
    #expect(try reader.number(attribute: "ratio", of: "/") == 0.25)
    #expect(try reader.number(attribute: "huge", of: "/") == 0x1p63)
  }

  @Test(
    "an attribute that is not one integer is refused with what it is",
    arguments: [
      ("none", "no attribute none"), ("pair", "attribute pair is not one value"),
      ("title", "attribute title holds text, not an integer"),
      ("ratio", "attribute ratio holds floating-point numbers of 4 bytes, not an integer"),
      ("huge", "attribute huge is 9223372036854775808, above 9223372036854775807"),
    ])
  func notAnInteger(_ name: String, _ problem: String) throws {
    let folder = try TemporaryFolder()
    let path = try ForeignFile.mixed.write(into: folder)
    let reader = try HDF5Reader(path: path)
    let line = failure { _ = try reader.integer(attribute: name, of: "/") }
    #expect(line == "\(path): /: \(problem)")
  }

  @Test("text is not read as a number, nor a number as text, nor either from nothing")
  func wrongClass() throws {
    let folder = try TemporaryFolder()
    let path = try ForeignFile.mixed.write(into: folder)
    let reader = try HDF5Reader(path: path)
    let number = failure { _ = try reader.number(attribute: "title", of: "/") }
    let text = failure { _ = try reader.text(attribute: "count", of: "/") }
    let missing = failure { _ = try reader.text(attribute: "title", of: "/nothing") }
    #expect(number == "\(path): /: attribute title holds text, not a number")
    #expect(text == "\(path): /: attribute count holds integers of 4 bytes, not text")
    #expect(missing == "\(path): /nothing: no such group or dataset")
  }
}
