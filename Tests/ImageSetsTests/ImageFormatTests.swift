import Foundation
import ImageSets
import Images
import Tables
import Testing

/// Files of images that a test writes; removed with the value's owner.
private final class ImageFiles {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appending(path: "rollcall-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func write(_ bytes: [UInt8], to name: String) throws {
    let url = folder.appending(path: name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }

  /// Writes a grey PNG file of one value, as the encoder does it: in colour.
  func writePNG(_ value: UInt8, width: Int = 2, height: Int = 2, to name: String) throws {
    let points = (0..<width * height).flatMap { _ -> [UInt8] in [value, value, value, 255] }
    try write(encodePNG(Bitmap(width: width, height: height, pixels: points)), to: name)
  }

  func read(_ name: String, layout: ImageLayout = .auto) throws -> ImageSet {
    try readImages(ImageLocation(name, relativeTo: folder.path, layout: layout))
  }

  func message(_ name: String) throws -> String {
    let error = #expect(throws: (any Error).self) { try read(name) }
    return error.map { "\($0)" } ?? ""
  }
}

private func idx(_ extents: [UInt8], _ body: [UInt8]) -> [UInt8] {
  let lengths = extents.flatMap { (length: UInt8) -> [UInt8] in [0, 0, 0, length] }
  return [0, 0, 8, UInt8(extents.count)] + lengths + body
}

/// An NPY file of bytes.
private func npy(_ shape: [Int], _ body: [UInt8]) -> [UInt8] {
  let axes = shape.map { "\($0)" }.joined(separator: ", ")
  var header = "{'descr': '|u1', 'fortran_order': False, 'shape': (\(axes)), }"
  header += String(repeating: " ", count: 127 - 10 - header.utf8.count) + "\n"
  return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8)
    + body
}

@Suite("Sets of images")
struct ImageFormatTests {
  private static func batch(_ label: UInt8, _ first: UInt8) -> [UInt8] {
    [label]
      + (0..<3).flatMap { channel in
        (0..<1024).map { point in point == 0 ? first + UInt8(channel) : 0 }
      }
  }

  @Test("CIFAR's planes become points, and the first byte the class")
  func cifar() throws {
    let files = try ImageFiles()
    try files.write(Self.batch(3, 10) + Self.batch(9, 20), to: "batch.bin")
    let images = try files.read("batch.bin")
    #expect(images.shape == ImageShape(height: 32, width: 32, channels: 3) && images.count == 2)
    guard case .bytes(let bytes) = images.pixels else { throw CancellationError() }
    #expect(Array(bytes[0..<4]) == [10, 11, 12, 0] && Array(bytes[3072..<3075]) == [20, 21, 22])
    #expect(images.labels?.codes == [3, 9])
    #expect(images.sources.map(\.recordCount) == [2] && images.sources[0].sha256.count == 64)
  }

  @Test("IDX images are read as they are, with classes from a file of as many")
  func idxImages() throws {
    let files = try ImageFiles()
    try files.write(idx([2, 1, 2], [1, 2, 3, 4]), to: "images")
    try files.write(idx([2], [7, 5]), to: "labels")
    try files.write(idx([3], [7, 5, 5]), to: "more")
    let images = try files.read("images")
    #expect(images.pixels == .bytes([1, 2, 3, 4]) && images.labels == nil)
    let labelled = try labelling(
      images, from: ImageLocation("labels", relativeTo: files.folder.path))
    #expect(labelled.labels?.codes == [1, 0] && labelled.labels?.names == ["5", "7"])
    let error = #expect(throws: ImageSetError.self) {
      try labelling(images, from: ImageLocation("more", relativeTo: files.folder.path))
    }
    #expect(
      error?.description
        == "more: has 3 classes for 2 images of images; give the classes of these images")
  }

  @Test("PNG folders are read in the order of names, sub-folders being classes")
  func folder() throws {
    let files = try ImageFiles()
    for (value, name) in [(UInt8(9), "set/b/1.png"), (7, "set/a/2.png"), (8, "set/a/10.png")] {
      try files.writePNG(value, to: name)
    }
    let images = try files.read("set")
    guard case .bytes(let bytes) = images.pixels else { throw CancellationError() }
    #expect(stride(from: 0, to: bytes.count, by: 12).map { bytes[$0] } == [8, 7, 9])
    #expect(images.labels?.names == ["a", "b"] && images.labels?.codes == [0, 0, 1])
  }

  @Test("planar arrays and others of the same images are equal, and neither is guessed wrongly")
  func arrays() throws {
    let files = try ImageFiles()
    try files.write(npy([1, 3, 1, 2], [1, 2, 3, 4, 5, 6]), to: "first.npy")
    try files.write(npy([1, 1, 2, 3], [1, 3, 5, 2, 4, 6]), to: "both.npy")
    let planar = try files.read("first.npy")
    #expect(planar.pixels == (try files.read("both.npy", layout: .channelsLast)).pixels)
    #expect(try files.message("both.npy").contains("give 'layout'"))
  }

  @Test("files that are not what they say are refused in one line")
  func refused() throws {
    let files = try ImageFiles()
    try files.write(Self.batch(3, 1) + [1, 2], to: "cut.bin")
    try files.write(idx([9, 28, 28], [1, 2]), to: "short")
    try files.write([0, 0, 8, 3] + Array(repeating: 255, count: 12), to: "absurd")
    try files.write([1, 2, 3], to: "other")
    try files.writePNG(1, to: "sizes/a.png")
    try files.writePNG(1, width: 3, to: "sizes/b.png")
    try files.write([137, 80, 78], to: "broken/a.png")
    for (name, part) in [
      ("cut.bin", "or cut short"), ("short", "0 records where its header promises 9"),
      ("absurd", "above the limit of"), ("other", "is in none of the formats"),
      ("sizes", "'b.png' is 2 x 3 points where 'a.png' is 2 x 2"),
      ("broken", "a.png: is no PNG file, or cut short"),
    ] {
      let message = try files.message(name)
      #expect(message.contains(part) && !message.contains("\n"), "\(name): \(message)")
    }
  }

  @Test("sets of several files become one, and of two sizes none")
  func collection() throws {
    let files = try ImageFiles()
    try files.write(idx([2, 1, 2], [0, 255, 51, 0]), to: "one")
    try files.write(idx([1, 2, 1], [0, 255]), to: "other")
    let (one, other) = (try files.read("one"), try files.read("other"))
    var collection = ImageCollection(like: one)
    try collection.append(one, at: "one")
    try collection.append(one, at: "again")
    #expect(collection.counts == [2, 2] && collection.classes == nil)
    #expect(collection.pixels == .bytes([0, 255, 51, 0, 0, 255, 51, 0]))
    #expect(throws: ImageSetError.self) { try collection.append(other, at: "other") }
  }
}
