import Auditing
package import Bilevel
import Foundation
import Settings
import Statistics
import Tables
import Tensors

/// Methods of collaboration on one dataset, over several seeds, as a settings file asks for them.
package struct CollaborationExperiment: Sendable {
  /// The experiment's name.
  package let name: String

  private let seed: Int
  private let seeds: Int
  private let test: Double
  private let root: Double
  private let limit: Int
  private let methods: [any CollaborativeMethod.Type]
  private let plan: FairStagePlan
  private let federated: FederatedPlan
  private let source: any RecordSource
  private let folder: String

  /// The confidence level of all intervals.
  private static let level = 0.95
  /// The most records of either side that the attack on a release looks at.
  private static let attacked = 500

  /// Reads the experiment.
  ///
  /// - Parameter path: The settings file.
  /// - Throws: `SettingsError` naming file and line; `PipelinesError` where the file cannot be read.
  package init(path: String) throws {
    let file = try Experiment.File(path: path)
    var settings = try Settings(yaml: file.text, file: file.name)
    let head = try ExperimentHead(
      file, folder: URL(filePath: path).deletingLastPathComponent().path, &settings)
    (name, seed, folder) = (head.name, head.seed, head.folder)
    seeds = try settings.integer(
      "seeds", default: 5, in: 2...1000, "how often records are divided anew and methods are run")
    test = try settings.number("test", default: 0.3, in: 0.05...0.9, "share that is held out")
    root = try settings.number(
      "root", default: 0.02, in: 0...0.5,
      "share of the rest that the server holds itself and trusts, for client-weights")
    limit = try settings.integer(
      "records", default: 0, in: 0...100_000_000, "the most records that are drawn; 0 for all")
    methods = try Self.methods(&settings)
    var data = try settings.section("data", "where the records come from")
    source = try recordSource(&data)
    try data.finish()
    var fair = try settings.section("fair", "the clients and their fair sets")
    var plan = try FairStagePlan(&fair)
    try fair.finish()
    plan.alsoJudged = try settings.texts(
      "attributes", default: [], count: 0...100,
      "groups by which methods are judged beside those of the constraints")
    self.plan = plan
    federated = try FederatedPlan(&settings)
    guard !plan.constraints.isEmpty else {
      throw settings.error("fair", "'fair' has no 'constraints', and nothing is compared")
    }
    try settings.finish()
  }

  private static func methods(
    _ settings: inout Settings
  ) throws -> [any CollaborativeMethod.Type] {
    let names = try settings.texts(
      "methods", default: collaborativeMethods.map { $0.name }, count: 1...100,
      "the methods to compare; all without the key")
    return try names.map { name in
      guard let method = collaborativeMethods.first(where: { $0.name == name }) else {
        throw settings.error(
          "methods", unknownName("method", name, among: collaborativeMethods.map { $0.name }))
      }
      return method
    }
  }

  /// Runs all methods under all seeds.
  ///
  /// - Parameters:
  ///   - threads: The most seeds in work at a time; results are the same for any number.
  ///   - progress: Told how far the work is.
  /// - Returns: The table.
  /// - Throws: An error in one line where the data do not fit.
  package func table(
    threads: Int, progress: @escaping @Sendable (String) -> Void
  ) async throws -> CollaborationTable {
    let (data, unread) = try source.readClients(plan.split, relativeTo: folder, name: name)
    let found = try await concurrentMap(Array(0..<seeds), width: threads) { number in
      progress("seed \(number + 1) of \(seeds)")
      return try trial(number, data)
    }
    let attributes = plan.judged
    return CollaborationTable(
      methods: methods.map { $0.name },
      measures: [CollaborationTable.accuracy] + attributes.flatMap(HeldOutScores.names)
        + [CollaborationTable.excess, "loss attack AUC", "release attack AUC", "bytes", "rounds"],
      unfairness: HeldOutScores.unfairness(of: plan.constraints[0]), level: Self.level,
      entries: found.flatMap(\.entries),
      remarks: unread.map { "\($0.file) is left out: \($0.reason)" } + found.flatMap(\.remarks))
  }

  private func trial(
    _ number: Int, _ data: Dataset
  ) throws -> (entries: [CollaborationTable.Entry], remarks: [String]) {
    let context = StageContext(
      records: try Records(data.selecting(rows: [])),
      membership: try Membership(recordCount: 0, parts: []), seed: UInt64(seed),
      label: "seed \(number)")
    var draws = context.generator("division")
    var rows = Array(0..<data.count)
    draws.shuffle(&rows)
    if limit > 0 { rows = Array(rows.prefix(limit)) }
    let rootCount = Int((root * Double(rows.count)).rounded())
    let trusted =
      try rootCount > 0
      ? FairClients.all(Array(rows.prefix(rootCount)), of: data, plan: plan) : nil
    var clients = try FairClients(
      rows.dropFirst(rootCount).sorted(), of: data, plan: plan, using: &draws)
    var heldOut: [LocalRecords] = []
    for (place, client) in clients.clients.enumerated() {
      let order = draws.permutation(client.count)
      let count = Int((test * Double(client.count)).rounded())
      heldOut.append(client.selecting(order.prefix(count).sorted(), named: client.name))
      clients.replace(
        place, by: client.selecting(order.dropFirst(count).sorted(), named: client.name))
    }
    let collaboration = try Collaboration(
      &clients, plan: plan, federated: federated, for: methods, root: trusted, in: context)
    var remarks = clients.leftOut.map { "seed \(number): \($0.name) is left out: \($0.reason)" }
    var entries: [CollaborationTable.Entry] = []
    for method in methods {
      do {
        entries.append(try entry(method, number, collaboration, heldOut))
      } catch let error as BilevelError {
        remarks.append("seed \(number): \(method.name) came to nothing: \(error.description)")
      }
    }
    return (entries, remarks)
  }

  private func entry(
    _ method: any CollaborativeMethod.Type, _ number: Int, _ collaboration: Collaboration,
    _ heldOut: [LocalRecords]
  ) throws -> CollaborationTable.Entry {
    let model = try method.train(collaboration)
    let members = LocalRecords.union(of: collaboration.clients)
    var values = HeldOutScores.values(
      model.coefficients, heldOut: heldOut, members: members, constraints: plan.constraints)
    values["bytes"] = Double(model.bytesSent)
    values["rounds"] = Double(model.rounds)
    let sets =
      method.name == FairUnion.name
      ? collaboration.fairSets : method.name == FreeUnion.name ? collaboration.freeSets : []
    if !sets.isEmpty {
      values["release attack AUC"] = HeldOutScores.nearnessArea(
        .union(of: sets), members: members, nonMembers: .union(of: heldOut), limit: Self.attacked)
    }
    return CollaborationTable.Entry(method: method.name, seed: number, values: values)
  }
}
