import Foundation
import HDF5
import TemporaryFolders
import Testing

struct HostileFileTests {
  @Test(
    "what leads out of the file, or unpacks into far more, is refused",
    arguments: [
      ("outside", "is an external link, which is not followed; store the object itself there"),
      ("inside", "is a soft link, which is not followed; store the object itself there"),
      ("raw", "keeps its values in another file, which is not read; store them here"),
      ("view", "is a view of other files, which is not followed; store the values"),
      ("lzf", "is packed with filter 32000; pack it with gzip alone"),
      ("nested", "is packed with filter 1; pack it with gzip alone"),
      ("vast_chunk", "has chunks of shape [67108864], far beyond its own [4]"),
      ("vast", "has 2147483648 elements, above the limit of 1073741824"),
    ])
  func refused(_ place: String, _ problem: String) throws {
    let folder = try TemporaryFolder()
    let path = try ForeignFile.mixed.write(into: folder)
    try bait(folder)
    let reader = try HDF5Reader(path: path)
    let line = failure { _ = try reader.doubles(at: place) }
    #expect(line == "\(path): /\(place): \(problem)")
  }

  @Test("an external link is refused as a step of a longer path, and in front of attributes")
  func throughLink() throws {
    let folder = try TemporaryFolder()
    let path = try ForeignFile.mixed.write(into: folder)
    try bait(folder)
    let reader = try HDF5Reader(path: path)
    let refusal =
      "\(path): /outside: is an external link, which is not followed; store the object itself there"
    let values = failure { _ = try reader.doubles(at: "outside/x") }
    #expect(values == refusal)
    let names = failure { _ = try reader.children(of: "outside") }
    #expect(names == refusal)
    let text = failure { _ = try reader.text(attribute: "a", of: "outside") }
    #expect(text == refusal)
  }

  @Test("a shape whose product exceeds the memory's addresses is refused")
  func absurdShape() throws {
    let folder = try TemporaryFolder()
    let path = try ForeignFile.absurd.write(into: folder)
    let reader = try HDF5Reader(path: path)
    let line = failure { _ = try reader.shape(of: "absurd") }
    #expect(line == "\(path): /absurd: has the impossible shape [4294967296, 2147483648]")
  }

  @Test(
    "a file cut short at any place is told in one line",
    arguments: [1, 8, 47, 48, 49, 500, 2048, 9000, 14_967])
  func truncated(_ length: Int) throws {
    let folder = try TemporaryFolder()
    let path = try ForeignFile.mixed.write(into: folder)
    try folder.bytes(of: "mixed.h5").prefix(length).write(to: URL(fileURLWithPath: path))
    let line = failure { _ = try HDF5Reader(path: path) }
    #expect(
      line
        == (length < 8
          ? "\(path): not an HDF5 file"
          : "\(path): is an HDF5 file, but damaged or cut short; get a fresh copy"))
  }

  /// Puts the file that the links lead to beside them, so that following one would succeed.
  private func bait(_ folder: borrowing TemporaryFolder) throws {
    let writer = try HDF5Writer(replacing: folder.file("secret.h5"))
    try writer.write([1.0, 2.0], shape: [2], at: "x")
    try writer.commit()
    try Data(count: 16).write(to: URL(fileURLWithPath: folder.file("secret.bin")))
  }
}
