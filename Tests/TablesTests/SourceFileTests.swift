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
