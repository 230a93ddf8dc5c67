import Auditing
import Bilevel
import Tables

/// A stage that divides the members among clients.
protocol ClientDividing {
  /// How members are divided.
  var split: ClientSplit { get }
}

extension BilevelFair: ClientDividing {}

/// A file that was to be a client and cannot be read or learned from, with the reason in one line.
struct UnreadClient: Equatable, Sendable {
  let file: String
  let reason: String
}

extension RecordSource {
  /// Reads the dataset; where each file is a client, without the files that cannot be read: one client's file is no reason to lose the others' work.
  ///
  /// - Parameters:
  ///   - split: How records are divided among clients; nil where they are not.
  ///   - folder: The folder that relative file names start from.
  ///   - name: The dataset's name.
  /// - Returns: The records, and the clients without them.
  /// - Throws: An error in one line where no client's file can be read, or any where files are no clients.
  func readClients(
    _ split: ClientSplit?, relativeTo folder: String, name: String
  ) throws -> (dataset: Dataset, unread: [UnreadClient]) {
    guard case .file? = split, let files = self as? CSVSource else {
      return (try read(relativeTo: folder, name: name), [])
    }
    let read = try files.readWhatCanBe(relativeTo: folder, name: name)
    return (read.dataset, read.leftOut.map { UnreadClient(file: $0.file, reason: $0.reason) })
  }
}

extension Experiment {
  /// The place among stages of the first that divides members by files; nil where none does.
  private var dividingByFile: Int? {
    stages.firstIndex { ($0 as? any ClientDividing)?.split == .file }
  }

  /// Reads the records, and the clients whose files cannot be read or hold nothing that the stage can learn from.
  ///
  /// Records of such a client would count as members that nothing was learned from, so that they take no part in the audit.
  func read() throws -> (dataset: Dataset, unread: [UnreadClient]) {
    let place = dividingByFile
    let (dataset, unread) = try source.readClients(
      place == nil ? nil : .file, relativeTo: folder, name: name)
    guard let stage = place.flatMap({ stages[$0] as? BilevelFair }),
      let files = source as? CSVSource
    else { return (dataset, unread) }
    let read = files.fileNames.filter { name in !unread.contains { $0.file == name } }
    let useless = try stage.useless(in: dataset)
    guard !useless.isEmpty, useless.count < read.count else { return (dataset, unread) }
    let kept = read.indices.filter { place in !useless.contains { $0.place == place } }
    return (
      try files.reading(only: kept.map { read[$0] }).read(relativeTo: folder, name: name),
      unread + useless.map { UnreadClient(file: read[$0.place], reason: $0.reason) }
    )
  }

  /// What is told of clients whose files cannot be read, as of those that a stage leaves out.
  func told(_ unread: [UnreadClient], stageNames: [String]) -> [Measurement] {
    let stage = stageNames[(dividingByFile ?? 0) + 1]
    return unread.map { client in
      Measurement(
        target: "1", stage: stage, attack: nil,
        reading: Reading(
          FairOrigin.leftOut + client.file, value: nil, count: 0, status: .notApplicable,
          convention: client.reason))
    }
  }
}
