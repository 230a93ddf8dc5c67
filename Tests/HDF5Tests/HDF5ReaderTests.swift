import Foundation
import HDF5
import TemporaryFolders
import Testing

struct HDF5ReaderTests {
  @Test("what is no HDF5 file is told in one line")
  func notHDF5() throws {
    let folder = try TemporaryFolder()
    let text = folder.file("text.h5")
    let empty = folder.file("empty.h5")
    try Data("a,b\n1,2\n".utf8).write(to: URL(fileURLWithPath: text))
    try Data().write(to: URL(fileURLWithPath: empty))
    let lines = [text, empty, folder.path, "/dev/null", folder.file("none.h5")].map { path in
      failure { _ = try HDF5Reader(path: path) }
    }
    #expect(
      lines == [
        "\(text): not an HDF5 file", "\(empty): not an HDF5 file",
        "\(folder.path): not a regular file", "/dev/null: not a regular file",
        "\(folder.file("none.h5")): no such file",
      ])
  }

  @Test("children are sorted, links that would be refused among them")
  func children() throws {
    let folder = try TemporaryFolder()
    let reader = try HDF5Reader(path: ForeignFile.mixed.write(into: folder))
    let root = try reader.children(of: "/")
    #expect(try reader.children(of: "group") == ["b", "z"])
    #expect(root == root.sorted())
    #expect(root.contains("outside"))
    #expect(root.contains("words"))
  }

  @Test("only a group has children")
  func childrenOfDataset() throws {
    let folder = try TemporaryFolder()
    let path = try ForeignFile.mixed.write(into: folder)
    let reader = try HDF5Reader(path: path)
    let dataset = failure { _ = try reader.children(of: "words") }
    let missing = failure { _ = try reader.children(of: "nothing") }
    #expect(dataset == "\(path): /words: is a dataset or a type, not a group")
    #expect(missing == "\(path): /nothing: no such group or dataset")
  }

  @Test(
    "a file contains what hard links lead to, and nothing else",
    arguments: [
      ("/", true), ("words", true), ("group", true), ("group/b", true), ("group/c", false),
      ("words/inner", false), ("outside", false), ("outside/x", false), ("inside", false),
    ])
  func contains(_ path: String, _ isThere: Bool) throws {
    let folder = try TemporaryFolder()
    let reader = try HDF5Reader(path: ForeignFile.mixed.write(into: folder))
    #expect(reader.contains(path) == isThere)
  }

  @Test(
    "the shape is that of the dataset",
    arguments: [("words", [3]), ("grid", [2, 2]), ("lone", []), ("vast", [1 << 30, 2])])
  func shape(_ path: String, _ shape: [Int]) throws {
    let folder = try TemporaryFolder()
    let reader = try HDF5Reader(path: ForeignFile.mixed.write(into: folder))
    #expect(try reader.shape(of: path) == shape)
  }

  @Test("many readers of one file work at the same time")
  func concurrentReaders() async throws {
    let folder = try TemporaryFolder()
    let path = folder.file("run.h5")
    let writer = try HDF5Writer(replacing: path)
    try writer.write((0..<50_000).map { Double($0) }, shape: [50_000], at: "x")
    try writer.commit()
    let sums = try await withThrowingTaskGroup(of: Double.self) { group in
      for _ in 0..<8 {
        group.addTask { try HDF5Reader(path: path).doubles(at: "x").reduce(0, +) }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(sums == Array(repeating: 1_249_975_000, count: 8))
  }
}
