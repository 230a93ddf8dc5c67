import Foundation
import HDF5
import TemporaryFolders
import Testing

struct HDF5WriterTests {
  @Test("the same calls give the same bytes, at another time and under another name")
  func sameBytes() async throws {
    let folder = try TemporaryFolder()
    try writeEverything(to: folder.file("first.h5"))
    // Object times have a resolution of one second.
    try await Task.sleep(for: .milliseconds(1100))
    try writeEverything(to: folder.file("second.h5"))
    #expect(try folder.bytes(of: "first.h5") == folder.bytes(of: "second.h5"))
  }

  @Test("a group holds what was written into it, and making it twice changes nothing")
  func groups() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("run.h5")
    let writer = try HDF5Writer(replacing: path)
    try writer.group("/a/b/c")
    try writer.group("a/b")
    try writer.group("/")
    try writer.write([1.0], shape: [1], at: "a/b/values")
    try writer.commit()
    let reader = try HDF5Reader(path: path)
    #expect(try reader.children(of: "/") == ["a"])
    #expect(try reader.children(of: "/a/b") == ["c", "values"])
    #expect(try reader.children(of: "a/b/c") == [])
  }

  @Test("a group cannot be made where a dataset is")
  func groupInDataset() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("run.h5")
    let writer = try HDF5Writer(replacing: path)
    try writer.write([1.0], shape: [1], at: "values")
    let line = failure { try writer.group("values/inner") }
    #expect(line == "\(path): /values: is a dataset, so that it cannot be a group")
  }

  @Test("names outside ASCII are kept")
  func unicodeNames() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("Übung.h5")
    let writer = try HDF5Writer(replacing: path)
    try writer.write([1.0], shape: [1], at: "größe/ε")
    try writer.setAttribute("λ", of: "größe", to: 3)
    try writer.commit()
    let reader = try HDF5Reader(path: path)
    #expect(try reader.children(of: "größe") == ["ε"])
    #expect(try reader.integer(attribute: "λ", of: "größe") == 3)
  }

  private func writeEverything(to path: String) throws {
    let writer = try HDF5Writer(replacing: path)
    try writer.group("/empty")
    // Chunks at both far edges are only partly filled.
    try writer.write((0..<903_009).map { Double($0 % 97) }, shape: [3, 301_003], at: "large/a")
    try writer.write((0..<200_001).map { Float($0) }, shape: [200_001], at: "large/b")
    try writer.write([1, -2] as [Int64], shape: [2], at: "small/integers")
    try writer.write([true, false], shape: [2], at: "small/flags")
    try writer.write(["a", "Zoë"], shape: [2], at: "small/texts")
    try writer.setAttribute("settings", of: "/", to: String(repeating: "key: value\n", count: 9000))
    try writer.setAttribute("seed", of: "/", to: 1)
    try writer.setAttribute("seed", of: "/", to: 2)
    try writer.setAttribute("units", of: "large/a", to: "nats")
    try writer.commit()
  }
}
