import Foundation
import Pipelines
import Settings
import Tables
import Tensors
import Testing

@Suite("Images as records")
struct ImageSourceTests {
  /// A CIFAR batch of twelve images, classes 0, 1 and 2 in turn, whose first value is the image's number.
  private func batch() -> [UInt8] {
    var bytes: [UInt8] = []
    for image in 0..<12 {
      bytes.append(UInt8(image % 3))
      bytes.append(UInt8(image))
      bytes += (1..<3072).map { UInt8($0 % 251) }
    }
    return bytes
  }

  private func read(_ yaml: String, in folder: URL) throws -> Dataset {
    var settings = try Settings(yaml: "format: images\n" + yaml, file: "e.yaml")
    let source = try recordSource(&settings)
    try settings.finish()
    return try source.read(relativeTo: folder.path, name: "data")
  }

  private func folder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "rollcall-images-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(batch()).write(to: folder.appending(path: "batch.bin"))
    return folder
  }

  @Test("each record is an image from 0 to 1, the channels of a point side by side")
  func images() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let table = try read("files: batch.bin\nimageFormat: cifar10", in: folder)
    let images = try #require(table.images)
    #expect(table.count == 12 && table.features.isEmpty)
    #expect(images.shape == ImageShape(height: 32, width: 32, channels: 3))
    let values = images.coordinates.rows(Array(0..<12))
    #expect((0..<12).map { Array(values.row($0))[0] } == (0..<12).map { Float($0) / 255 })
    // The batch holds all of red, then green: its 1,025th value.
    #expect((0..<12).allSatisfy { Array(values.row($0))[1] == Float(1024 % 251) / 255 })
    #expect(table.label.names == ["0", "1", "2"])
  }

  @Test("the first images of each class are taken, and groups follow from classes")
  func taken() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let table = try read(
      """
      files: [batch.bin]
      imageFormat: cifar10
      take: {"0": 2, "2": 3}
      groups: {kind: {values: {"0": vehicle, "1": animal, "2": animal}}}
      """, in: folder)
    let images = try #require(table.images)
    let values = images.coordinates.rows(Array(0..<5))
    #expect((0..<5).map { (Array(values.row($0))[0] * 255).rounded() } == [0, 2, 3, 5, 8])
    #expect(table.label.names == ["0", "2"] && table.label.codes == [0, 1, 0, 1, 1])
    #expect(table.groups.map(\.name) == ["kind"])
    let kind = table.groups[0].categories
    #expect(
      kind.codes.map { kind.names[Int($0)] }
        == ["vehicle", "animal", "vehicle", "animal", "animal"])
  }

  @Test(
    "what is not there is told in one line",
    arguments: [
      ("take: {\"7\": 1}", "data: unknown class '7'"),
      ("take: {\"1\": 9}", "data: class '1' has 5 images fewer than 'take' asks for"),
      ("take: {\"1\": none}", "e.yaml:4: 'none' images of class '1': give a whole number above 0"),
      (
        "groups: {kind: {values: {\"0\": a}}}",
        "data: group 'kind' does not say what class '1' is; add it to 'values'"
      ),
      ("groups: {kind: {cuts: [1]}}", "group 'kind' needs 'values'"),
      ("labels: [a, b]", "2 files of classes for 1 of images; give one for each"),
    ])
  func refused(yaml: String, message: String) throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    do {
      _ = try read("files: [batch.bin]\nimageFormat: cifar10\n" + yaml, in: folder)
      Issue.record("nothing was thrown")
    } catch {
      #expect("\(error)".contains(message) && !"\(error)".contains("\n"), "\(error)")
    }
  }
}
