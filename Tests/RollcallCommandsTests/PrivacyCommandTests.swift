import Foundation
import Testing

@Suite("Costs of mechanisms on the command line")
struct PrivacyCommandTests {
  private func rollcall(_ arguments: [String]) throws -> (
    code: Int32, result: String, notes: String
  ) {
    let process = Process()
    process.executableURL = try packageRoot().appending(path: ".build/release/rollcall")
    process.arguments = ["privacy"] + arguments
    let (result, notes) = (Pipe(), Pipe())
    process.standardOutput = result
    process.standardError = notes
    try process.run()
    let text = String(decoding: result.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let rest = String(decoding: notes.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text, rest)
  }

  @Test("a file of mechanisms and the same options give the same answers")
  func file() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).yaml")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data("mechanisms: [laplace: {noise: 10, count: 50}]\n".utf8).write(to: file)
    let read = try rollcall([file.path, "--delta", "1e-5"])
    let given = try rollcall([
      "--mechanism", "laplace", "--noise", "10", "--count", "50", "--delta", "1e-5",
    ])
    #expect(read.code == 0 && read.result == given.result && read.result.contains("least"))
  }

  @Test("an accountant that alone is asked and refuses is a failure that prints its reason")
  func refused() throws {
    let output = try rollcall([
      "--mechanism", "laplace", "--noise", "1", "--sampling", "0.1", "--delta", "1e-5",
      "--accountant", "zcdp",
    ])
    #expect(output.code == 1 && output.result.contains("refused: the accountant zcdp"))
  }

  @Test(
    "a mistake is one clear line and code 64",
    arguments: [
      ("--mechanism gauss --noise 1 --delta 1e-5", "discrete-gaussian"),
      ("--mechanism gaussian --noise 1 --delta 1", "--delta is 1.0; give one strictly between"),
      ("--mechanism gaussian --epsilon 0 --delta 1e-5", "--epsilon is 0.0; give a finite one"),
      ("--mechanism gaussian --noise 0 --delta 1e-5", "noise of 0.0 is out of range"),
      ("--mechanism gaussian --noise 1 --count 0 --delta 1e-5", "a count of 0 is out of range"),
      ("--mechanism gaussian --noise 1 --sampling 2 --delta 1e-5", "a sampling chance of 2.0"),
      ("--mechanism gaussian --delta 1e-5", "give --noise to ask for epsilon"),
      ("--noise 1 --delta 1e-5", "give a file of mechanisms, or --mechanism with one of"),
      ("plan.yaml --noise 1 --delta 1e-5", "a file says all of its mechanisms"),
      (
        "--mechanism gaussian --noise 1 --delta 1e-5 --accountant moments",
        "no accountant is called 'moments'; choose one of zcdp, rdp, pld"
      ),
      (
        "--mechanism gaussian --noise 1 --sampling 0.1 --relation replace --delta 1e-5",
        "cannot be accounted under 'replace one record'"
      ),
    ])
  func mistakes(arguments: String, message: String) throws {
    let output = try rollcall(arguments.split(separator: " ").map(String.init))
    #expect(output.code == 64 && output.result.isEmpty)
    #expect(output.notes.hasPrefix("Error: ") && output.notes.contains(message), "\(output.notes)")
  }
}
