import Auditing
import Bilevel
package import Foundation
import Settings
import Statistics
import Tables

/// The clients' part of a collaborative experiment, for one client at a time: only its release leaves the machine.
///
/// Of the experiment the name, the seed, the data and the stages are read; of the stages `bilevel-fair`, and `private-release` where it follows. With clients
/// by file no other client's file is opened.
package struct Publication: Sendable {
  /// What a client hands out.
  package struct Release: Sendable {
    /// The records as comma-separated text.
    package let table: String
    /// How the release came about, and what was spent on its privacy, as JSON.
    package let account: String
  }

  private struct Told: Encodable {
    let client: String
    let records: Int
    let facts: [ReleaseOrigin.Fact]
    let privacy: PrivacyAccount?
  }

  /// The experiment's text, by which what is kept is told from that of another experiment.
  private let text: String
  private let name: String
  private let seed: Int
  private let folder: String
  private let source: any RecordSource
  private let stage: BilevelFair
  private let following: PrivateRelease?

  /// Reads an experiment.
  ///
  /// - Parameter path: The experiment file.
  /// - Throws: `SettingsError` naming file and line; `PipelinesError` where it has no `bilevel-fair`.
  package init(path: String) throws {
    let file = try Experiment.File(path: path)
    text = file.text
    folder = URL(filePath: path).deletingLastPathComponent().path
    var settings = try Settings(yaml: file.text, file: file.name)
    name = try settings.text("name", "the experiment's name")
    seed = try settings.integer("seed", default: 1, in: 0...Int.max, "seed of everything random")
    var data = try settings.section("data", "where the records come from")
    source = try recordSource(&data)
    _ = try NumericEncoding(&data)
    try data.finish()
    let entries = try settings.entries("stages", "the pipeline, in order", required: true)
    guard let place = entries.firstIndex(where: { $0.name == BilevelFair.name }) else {
      throw PipelinesError(
        "\(file.name): no stage is '\(BilevelFair.name)', and clients have nothing to publish")
    }
    var own = entries[place].settings()
    stage = try BilevelFair(&own)
    try own.finish()
    let next = entries.dropFirst(place + 1).first { _ in true }
    guard let next, next.name == PrivateRelease.name else {
      following = nil
      return
    }
    var release = next.settings()
    following = try PrivateRelease(&release)
    try release.finish()
  }

  /// The clients' names.
  ///
  /// - Throws: `TablesError` where the records have to be read for that and cannot be.
  package func clients() throws -> [String] {
    if case .file = stage.split, let files = source as? CSVSource { return files.fileNames }
    return try divided().parts.map(\.name)
  }

  private func divided() throws -> (table: Dataset, parts: [(name: String, rows: [Int])]) {
    let table = try source.read(relativeTo: folder, name: name)
    var generator = SeededGenerator(seed: UInt64(seed), label: "clients")
    return (
      table,
      try stage.split.clients(Array(0..<table.count), of: table, using: &generator)
    )
  }

  /// Makes one client's release.
  ///
  /// - Parameters:
  ///   - client: The client's name; of clients by file the file, as the experiment names it.
  ///   - notebook: The file beside which ledgers and checkpoints are kept, so that a repeated run spends nothing twice.
  ///   - progress: Told how far the work is.
  /// - Returns: What may leave the machine.
  /// - Throws: `PipelinesError` where there is no such client or it has nothing to learn from; what reading throws.
  package func release(
    of client: String, notebook: URL,
    progress: @escaping @Sendable (String) -> Void
  ) async throws -> Release {
    let table = try table(of: client)
    let records = try Records(table)
    let question = ([text, client] + table.sources.map(\.sha256)).joined(separator: "\n")
    let file = URL(
      filePath: notebook.path + "-" + sha256(of: Array(question.utf8)).prefix(12))
    var context = StageContext(
      records: records,
      membership: try Membership(
        recordCount: table.count,
        parts: [
          .init("members", role: .member, assignment: .given, records: Array(0..<table.count))
        ]), seed: UInt64(seed), label: "publication")
    context.groupRules = source.roles.groups
    context.notebook = .init(stage: 1, beside: file)
    context.progress = progress
    var artifact = try await stage.undivided(named: client).apply(to: Artifact(), in: context)
    if let following {
      // Its ledger is another one than the stage's before it.
      context.notebook = .init(stage: 2, beside: file)
      artifact = try await following.apply(to: artifact, in: context)
    }
    guard let release = artifact.latestRelease else {
      throw PipelinesError("'\(client)' published nothing; look at the stages")
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    let told = Told(
      client: client, records: release.dataset.count,
      facts: release.part.origin?.facts ?? [], privacy: release.part.account)
    return Release(
      table: release.dataset.commaSeparated(source.roles),
      account: String(decoding: try encoder.encode(told), as: UTF8.self) + "\n")
  }

  private func table(of client: String) throws -> Dataset {
    let names = try clients()
    guard names.contains(client) else {
      throw PipelinesError(unknownName("client", client, among: names))
    }
    if case .file = stage.split, let files = source as? CSVSource {
      return try files.reading(only: [client]).read(relativeTo: folder, name: client)
    }
    let (table, parts) = try divided()
    let rows = parts.first { $0.name == client }?.rows ?? []
    guard !rows.isEmpty else {
      throw PipelinesError("client '\(client)' has no records; change 'clients'")
    }
    return table.selecting(rows: rows)
  }
}
