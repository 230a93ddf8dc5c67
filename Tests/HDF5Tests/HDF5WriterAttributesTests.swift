import HDF5
import TemporaryFolders
import Testing

struct HDF5WriterAttributesTests {
  @Test("attributes of the root, a group and a dataset come back", arguments: ["/", "a", "/a/x"])
  func roundTrip(_ owner: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("run.h5")
    let writer = try HDF5Writer(replacing: path)
    try writer.write([1.0], shape: [1], at: "a/x")
    try writer.setAttribute("title", of: owner, to: "Zoë ∈ members")
    try writer.setAttribute("count", of: owner, to: Int.min)
    try writer.setAttribute("epsilon", of: owner, to: 0.1)
    try writer.commit()
    let reader = try HDF5Reader(path: path)
    #expect(try reader.text(attribute: "title", of: owner) == "Zoë ∈ members")
    #expect(try reader.integer(attribute: "count", of: owner) == Int.min)
    #expect(try reader.number(attribute: "epsilon", of: owner) == 0.1)
  }

  @Test("texts come back whatever their length", arguments: [0, 1, 65_535, 65_536, 300_000])
  func length(_ length: Int) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("run.h5")
    let text = String(repeating: "s", count: length)
    let writer = try HDF5Writer(replacing: path)
    try writer.setAttribute("settings", of: "/", to: text)
    try writer.commit()
    #expect(try HDF5Reader(path: path).text(attribute: "settings", of: "/") == text)
  }

  @Test("an attribute set again holds the last value, of another type too")
  func replaced() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("run.h5")
    let writer = try HDF5Writer(replacing: path)
    try writer.setAttribute("seed", of: "/", to: "one")
    try writer.setAttribute("seed", of: "/", to: 2)
    try writer.commit()
    #expect(try HDF5Reader(path: path).integer(attribute: "seed", of: "/") == 2)
  }

  @Test("an attribute of nothing, or with a NUL, is refused")
  func refused() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("run.h5")
    let writer = try HDF5Writer(replacing: path)
    let missing = failure { try writer.setAttribute("units", of: "x", to: "nats") }
    let null = failure { try writer.setAttribute("units", of: "/", to: "n\0") }
    #expect(missing == "\(path): /x: no such group or dataset")
    #expect(null == "\(path): /: attribute units holds a NUL character, which would be lost")
  }
}
