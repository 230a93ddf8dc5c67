import ArgumentParser
import Benchmarks
import Foundation

/// Measures the project's claims and prints one line for each.
@main
struct RollcallBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollcall-bench",
    abstract: "Measures the project's claims beside their peers.")

  @Option(help: "The peers' Python interpreter.")
  var python = "Peers/.venv/bin/python"
  @Option(help: "The folder of the peers' scripts.")
  var peers = "Peers"
  @Option(help: "The measured repetitions, after one that warms up.")
  var repetitions = 5
  @Option(help: "Only the claims whose names contain this text.")
  var only: String?
  @Option(help: .hidden)
  var ownMemory: String?

  func validate() throws {
    guard repetitions > 0 else { throw ValidationError("--repetitions must be at least 1") }
  }

  func run() async throws {
    if let ownMemory { return try await printOwnMemory(ofShape: ownMemory) }
    let machine = try Machine()
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let claims = try await claims(
      under: Conditions(
        peers: Peers(python: python, folder: peers), repetitions: repetitions, folder: folder.path))
    try FileManager.default.removeItem(at: folder)
    print(ClaimTable(claims).text + "\n\n" + (try machine.lines()).joined(separator: "\n"))
  }

  private func claims(under conditions: Conditions) async throws -> [Claim] {
    var claims: [Claim] = []
    for benchmark in benchmarks where only.map(benchmark.name.contains) ?? true {
      FileHandle.standardError.write(Data("measuring: \(benchmark.name)\n".utf8))
      claims.append(try await benchmark.measure(under: conditions))
    }
    guard !claims.isEmpty else {
      throw ValidationError("no claim contains '\(only ?? "")'; name one of the table's")
    }
    return claims
  }
}
