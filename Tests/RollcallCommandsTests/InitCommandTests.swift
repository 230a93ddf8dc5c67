import Foundation
import Testing

@Suite("Experiment drafts")
struct InitCommandTests {
  private func rollcall(_ arguments: [String]) throws -> (code: Int32, notes: String) {
    let process = Process()
    process.executableURL = try packageRoot().appending(path: ".build/release/rollcall")
    process.arguments = arguments
    let notes = Pipe()
    process.standardOutput = FileHandle.nullDevice
    process.standardError = notes
    try process.run()
    let text = String(decoding: notes.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }

  @Test("a draft runs as it is, and is not written over another")
  func runs() throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "rollcall-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var lines = ["\"user id\";\"age: years\";sex;yes/no"]
    for record in 0..<200 {
      let label = (record * 7919) % 3 == 0 ? "true" : "false"
      lines.append("u\(record);\(20 + record % 50);\(record % 2 == 0 ? "F" : "M");\(label)")
    }
    let data = folder.appending(path: "people.csv")
    try Data(lines.joined(separator: "\n").utf8).write(to: data)
    let draft = folder.appending(path: "draft").path
    #expect(try rollcall(["init", data.path, "--out", draft]).code == 0)
    let text = try String(contentsOfFile: "\(draft)/experiment.yaml", encoding: .utf8)
    #expect(text.contains("label: \"yes/no\"") && text.contains("ignore: [\"user id\"]"))
    #expect(text.contains("\"age: years\": {column: \"age: years\", cuts: [25, 60]}"))
    try Data(
      text.replacing("models: 64", with: "models: 4").replacing("epochs: 30", with: "epochs: 1")
        .utf8
    ).write(to: URL(filePath: "\(draft)/experiment.yaml"))
    let run = try rollcall(
      [
        "run", "\(draft)/experiment.yaml", "--no-cache", "--out",
        folder.appending(path: "out").path,
      ])
    #expect(run.code == 0, "\(run.notes)")
    let again = try rollcall(["init", data.path, "--out", draft])
    #expect(again.code == 1 && again.notes.contains("experiment.yaml: is there already"))
    let label = try rollcall(["init", data.path, "--label", "nope", "--out", folder.path])
    #expect(label.code == 1 && label.notes.contains("no column 'nope' for the label"))
  }
}
