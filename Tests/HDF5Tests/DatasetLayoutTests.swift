import HDF5
import TemporaryFolders
import Testing

struct DatasetLayoutTests {
  @Test(
    "a layout tells the shape and the type of numbers, and of other values what they are",
    arguments: [
      ("narrow", [3], .integer(bits: 16, isSigned: true)),
      ("unsigned", [2], .integer(bits: 64, isSigned: false)),
      ("packed", [2], .float(bits: 32)), ("flags", [3], .boolean),
      ("colours", [2], nil), ("words", [3], nil), ("lone_number", [], .float(bits: 64)),
    ] as [(String, [Int], NumberType?)])
  func layout(_ place: String, _ shape: [Int], _ type: NumberType?) throws {
    let folder = try TemporaryFolder()
    let reader = try HDF5Reader(path: ForeignFile.mixed.write(into: folder))
    let layout = try reader.layout(of: place)
    #expect(layout.shape == shape)
    #expect(layout.type == type)
  }

  @Test("a dataset is told from a group and from a link")
  func kinds() throws {
    let folder = try TemporaryFolder()
    let path = try ForeignFile.mixed.write(into: folder)
    let reader = try HDF5Reader(path: path)
    #expect(try reader.isDataset("words"))
    #expect(try !reader.isDataset("group"))
    let line = failure { _ = try reader.isDataset("inside") }
    #expect(
      line
        == "\(path): /inside: is a soft link, which is not followed; store the object itself there")
  }
}
