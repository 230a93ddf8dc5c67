import Foundation
import HDF5
import TemporaryFolders
import Testing

struct PartialFileTests {
  @Test("a writer that is dropped leaves no file and no partial file")
  func dropped() throws {
    let folder = try TemporaryFolder()
    do {
      let writer = try HDF5Writer(replacing: folder.file("run.h5"))
      try writer.write([1.0], shape: [1], at: "x")
      let names = try folder.names()
      #expect(names.count == 1)
      #expect(names[0].hasPrefix(".run.h5."))
      #expect(names[0].hasSuffix(".partial"))
    }
    #expect(try folder.names() == [])
  }

  @Test("the old file stays whole until the commit, which replaces it")
  func replacing() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("run.h5")
    try Data("old".utf8).write(to: URL(fileURLWithPath: path))
    let writer = try HDF5Writer(replacing: path)
    try writer.write([2.0], shape: [1], at: "x")
    #expect(try folder.bytes(of: "run.h5") == Data("old".utf8))
    try writer.commit()
    #expect(try HDF5Reader(path: path).doubles(at: "x") == [2])
    #expect(try folder.names() == ["run.h5"])
  }

  @Test("a dropped writer leaves the old file as it was")
  func droppedOverOld() throws {
    let folder = try TemporaryFolder()
    try Data("old".utf8).write(to: URL(fileURLWithPath: folder.file("run.h5")))
    do {
      _ = try HDF5Writer(replacing: folder.file("run.h5"))
    }
    #expect(try folder.names() == ["run.h5"])
    #expect(try folder.bytes(of: "run.h5") == Data("old".utf8))
  }

  @Test("two writers of one path do not meet, and the last commit wins")
  func twoWriters() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("run.h5")
    let first = try HDF5Writer(replacing: path)
    let second = try HDF5Writer(replacing: path)
    try first.write([1.0], shape: [1], at: "x")
    try second.write([2.0], shape: [1], at: "x")
    try second.commit()
    try first.commit()
    #expect(try HDF5Reader(path: path).doubles(at: "x") == [1])
  }

  @Test("an open reader keeps the old content while the file is replaced")
  func readerDuringCommit() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("run.h5")
    try write(1, to: path)
    let reader = try HDF5Reader(path: path)
    try write(2, to: path)
    #expect(try reader.doubles(at: "x") == [1])
    #expect(try HDF5Reader(path: path).doubles(at: "x") == [2])
  }

  @Test(
    "a place that takes no file is told in one line",
    arguments: zip(
      ["/proc/run.h5", "/nowhere/run.h5", "/dev/null/run.h5", "", "/", ".."],
      [
        "/proc/run.h5: cannot be written there (No such file or directory)",
        "/nowhere/run.h5: cannot be written there (No such file or directory)",
        "/dev/null/run.h5: cannot be written there (Not a directory)",
        ": names no file", "/: names no file", "..: names no file",
      ]))
  func unwritable(_ path: String, _ line: String) {
    let told = failure { _ = try HDF5Writer(replacing: path) }
    #expect(told == line)
  }

  @Test("a folder in the file's place is told at the commit, and the partial file goes")
  func folderInPlace() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("run.h5")
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    let writer = try HDF5Writer(replacing: path)
    #expect(commitFailure(of: writer) == "\(path): cannot be replaced (Is a directory)")
    #expect(try folder.names() == ["run.h5"])
  }

  private func commitFailure(of writer: consuming HDF5Writer) -> String {
    do {
      try writer.commit()
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  private func write(_ value: Double, to path: String) throws {
    let writer = try HDF5Writer(replacing: path)
    try writer.write([value], shape: [1], at: "x")
    try writer.commit()
  }
}
