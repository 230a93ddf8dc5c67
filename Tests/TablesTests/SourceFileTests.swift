import Foundation
import Tables
import Testing

private func openMessage(_ path: String) throws -> String? {
  let error = #expect(throws: TablesError.self) {
    try readCSV(paths: [path], name: "data", schema: ageJob())
  }
  return error?.description
}

@Test("A path without a file is named in the message")
func refusesMissingFile() throws {
  #expect(
    try openMessage("nowhere/adlt.data")
      == "adlt.data: there is no file at 'nowhere/adlt.data'; correct the path")
}

@Test("A folder is no table")
func refusesFolder() throws {
  let folder = try Folder()
  let name = folder.path.split(separator: "/").last ?? ""
  #expect(
    try openMessage(folder.path)
      == "\(name): '\(folder.path)' is a folder; name the files in it")
}

@Test("A file that opens but gives no bytes is reported and does not count as empty")
func refusesUnreadableFile() throws {
  // The first page of a process's memory is never mapped, so that reading it fails for everyone.
  let message = try #require(try openMessage("/proc/self/mem"))
  #expect(message.hasPrefix("mem: '/proc/self/mem' cannot be read ("))
  #expect(message.hasSuffix("); check its permissions and the disk"))
  #expect(!message.contains("\n"))
}

@Suite("Packed files")
struct PackedFileTests {
  /// "a,b\n1,x\n2,y\n" packed by Python's gzip with time 0.
  static let packed: [UInt8] = [
    31, 139, 8, 0, 0, 0, 0, 0, 2, 255, 75, 212, 73, 226, 50, 212, 169, 224, 50, 210, 169, 228, 2, 0,
    194, 150, 126, 157, 12, 0, 0, 0,
  ]

  private func read(_ bytes: [UInt8]) throws -> Dataset {
    let file = FileManager.default.temporaryDirectory
      .appending(path: "rollcall-\(UUID().uuidString).csv.gz")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(bytes).write(to: file)
    return try readCSV(
      paths: [file.path], name: "t", schema: Schema(numeric: ["a"], label: "b"), blockSize: 5)
  }

  @Test("a packed file gives the records it holds, and the hash of the file itself")
  func packedFile() throws {
    let dataset = try read(Self.packed)
    #expect(dataset.count == 2 && dataset.label.names == ["x", "y"])
    #expect(dataset.sources[0].byteCount == Self.packed.count)
    #expect(dataset.sources[0].sha256 == sha256(of: Self.packed))
  }

  @Test("a packed file that is cut short or is none gets one line")
  func damagedFile() {
    let cut = #expect(throws: TablesError.self) { try read(Array(Self.packed.dropLast(3))) }
    #expect(cut?.description.hasSuffix("the file is cut short; get a whole copy") == true)
    let none = #expect(throws: TablesError.self) { try read(Array("a,b\n1,x\n".utf8)) }
    #expect(
      none?.description.hasSuffix("the file is damaged or no gzip file; get a whole copy") == true)
  }
}
