import HDF5
import TemporaryFolders
import Testing

struct StorageLayoutTests {
  @Test("a dataset above 64 KiB is compressed, one of 64 KiB is not")
  func compression() throws {
    #expect(try fileSize(count: 8192) > 65_536)
    #expect(try fileSize(count: 8193) < 8_000)
  }

  @Test(
    "large datasets come back whole however their axes divide into chunks",
    arguments: [[131_073], [1, 1, 300_000], [300_000, 1], [3, 5, 20_011], [400, 2, 400]])
  func chunks(_ shape: [Int]) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("run.h5")
    let values = (0..<shape.reduce(1, *)).map { Double($0).squareRoot() }
    let writer = try HDF5Writer(replacing: path)
    try writer.write(values, shape: shape, at: "x")
    try writer.commit()
    #expect(try HDF5Reader(path: path).doubles(at: "x") == values)
  }

  @Test("texts longer than a chunk come back")
  func longTexts() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("run.h5")
    let texts = [String(repeating: "a", count: 3_000_000), "b"]
    let writer = try HDF5Writer(replacing: path)
    try writer.write(texts, shape: [2], at: "x")
    try writer.commit()
    #expect(try HDF5Reader(path: path).strings(at: "x") == texts)
  }

  private func fileSize(count: Int) throws -> Int {
    let folder = try TemporaryFolder()
    let writer = try HDF5Writer(replacing: folder.file("run.h5"))
    try writer.write([Double](repeating: 0.1, count: count), shape: [count], at: "x")
    try writer.commit()
    return try folder.bytes(of: "run.h5").count
  }
}
