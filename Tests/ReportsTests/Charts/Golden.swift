import Foundation
import Testing

/// Compares text with the file of that name in `fixtures/golden`; `RECORD=1` writes the file.
func expectGolden(
  _ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let file = try goldenFolder().appending(path: name + ".txt")
  if ProcessInfo.processInfo.environment["RECORD"] == "1" {
    try Data(text.utf8).write(to: file)
  }
  let golden = String(decoding: try Data(contentsOf: file), as: UTF8.self)
  let difference = zip(text.split(separator: "\n"), golden.split(separator: "\n"))
    .first { $0 != $1 }
  #expect(
    text == golden,
    "first difference: \(difference.map { "\($0) instead of \($1)" } ?? "the length")",
    sourceLocation: sourceLocation)
}

/// The folder of golden files in the package that this file belongs to.
private func goldenFolder() throws -> URL {
  var folder = URL(filePath: #filePath).deletingLastPathComponent()
  while !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path) {
    try #require(folder.path != "/", "no Package.swift above \(#filePath)")
    folder.deleteLastPathComponent()
  }
  return folder.appending(path: "fixtures/golden")
}
