import Auditing
import Bilevel
import Foundation
import Privacy
import Statistics
import Tables

/// What a stopped run of `bilevel-fair` leaves behind.
private struct KeptFairSets: Codable {
  /// The sets of clients that are done, by name.
  var finished: [String: FairSet] = [:]
  /// The client in work.
  var current: String?
  /// Where its steps stand.
  var checkpoint: FairSetSolver.Checkpoint?
  /// Where they stand for a perceptron.
  var perceptron: PerceptronFairSetSolver.Checkpoint?
}

/// The clients' sets, one after the other, each kept as soon as it is done.
struct FairSetRun {
  /// One client's set.
  struct Made {
    let client: String
    let records: Int
    let set: FairSet
  }

  /// The most constraints whose values are told in each line.
  private static let shownConstraints = 6

  private(set) var made: [Made] = []
  private(set) var clients: FairClients

  /// Makes the sets of all clients that allow it.
  ///
  /// - Parameters:
  ///   - clients: The clients.
  ///   - plan: What the sets shall be.
  ///   - perceptron: The perceptron that they are for; nil for logistic regression.
  ///   - context: The stage's surroundings.
  /// - Throws: `PipelinesError` where no client is left; what keeping throws.
  init(
    _ clients: FairClients, plan: FairStagePlan, perceptron: PerceptronPlan? = nil,
    in context: StageContext
  ) throws {
    self.clients = clients
    let keeper = Keeper(context.notebook)
    var kept = try keeper.load()
    for client in clients.clients {
      if let set = kept.finished[client.name] {
        made.append(Made(client: client.name, records: client.count, set: set))
        continue
      }
      do {
        let set =
          try perceptron.map {
            try Self.set(of: client, clients, plan, for: $0, in: context, keeper, kept)
          }
          ?? Self.set(of: client, clients, plan, in: context, keeper, kept)
        kept.finished[client.name] = set
        (kept.current, kept.checkpoint, kept.perceptron) = (nil, nil, nil)
        try keeper.store(kept)
        made.append(Made(client: client.name, records: client.count, set: set))
      } catch let error as BilevelError {
        // One client's data are no reason to lose the others' work; the report names it.
        self.clients.leaveOut(client.name, reason: error.description)
        context.progress("\(client.name) is left out: \(error.description)")
      }
    }
    guard !made.isEmpty else {
      let reasons = self.clients.leftOut.map { "\($0.name): \($0.reason)" }
      throw PipelinesError(
        "no client has a fair set: \(reasons.first ?? "there are no clients"); change 'clients' or bring more records"
      )
    }
  }

  private static func set(
    of client: LocalRecords, _ clients: FairClients, _ plan: FairStagePlan,
    for perceptron: PerceptronPlan, in context: StageContext, _ keeper: Keeper,
    _ kept: KeptFairSets
  ) throws -> FairSet {
    let own = plan.set(of: client, among: clients.clients)
    let solver = try PerceptronFairSetSolver(
      client.sample, constraints: plan.constraints, space: clients.space.space, plan: own,
      perceptron: perceptron)
    var generator = context.generator("start")
    let start = FairSetSolver.start(
      in: clients.space.space, count: own.points, using: &generator)
    let surroundings = Self.surroundings(of: client.name, \.perceptron, in: context, keeper, kept)
    return try solver.solve(from: start, using: &generator, surroundings: surroundings)
  }

  private static func tell(
    _ step: OuterStep, of client: String, _ progress: @Sendable (String) -> Void
  ) {
    guard step.number.isMultiple(of: 20) else { return }
    let shown = step.constraints.prefix(shownConstraints).map { String(format: "%.4f", $0) }
    let more = step.constraints.count > shown.count ? " ..." : ""
    progress(
      String(
        format: "%@, step %d: loss %.5f, constraints %@, violation %.5f, moved %.4f",
        client as NSString, step.number, step.objective,
        (shown.isEmpty ? "none" : shown.joined(separator: " ") + more) as NSString,
        step.violation, step.move))
  }

  private static func set(
    of client: LocalRecords, _ clients: FairClients, _ plan: FairStagePlan,
    in context: StageContext, _ keeper: Keeper, _ kept: KeptFairSets
  ) throws -> FairSet {
    let own = plan.set(of: client, among: clients.clients)
    let solver = try FairSetSolver(
      client.sample, constraints: plan.constraints, space: clients.space.space, plan: own)
    // All clients start from the same points, so that their models agree where data say nothing.
    var generator = context.generator("start")
    return try solver.solve(
      from: FairSetSolver.start(in: clients.space.space, count: own.points, using: &generator),
      surroundings: surroundings(of: client.name, \.checkpoint, in: context, keeper, kept))
  }

  /// Where one client's search keeps its checkpoints, and who hears of its steps.
  private static func surroundings<Checkpoint: Sendable>(
    of client: String, _ place: any WritableKeyPath<KeptFairSets, Checkpoint?> & Sendable,
    in context: StageContext, _ keeper: Keeper, _ kept: KeptFairSets
  ) -> SearchSurroundings<Checkpoint> {
    var surroundings = SearchSurroundings<Checkpoint>()
    let progress = context.progress
    surroundings.load = { kept.current == client ? kept[keyPath: place] : nil }
    surroundings.keep = { checkpoint in
      var next = kept
      next.current = client
      next[keyPath: place] = checkpoint
      try keeper.store(next)
    }
    surroundings.told = { tell($0, of: client, progress) }
    return surroundings
  }

  /// Reads and writes what is kept.
  private struct Keeper: Sendable {
    private let notebook: StageContext.Notebook?

    init(_ notebook: StageContext.Notebook?) { self.notebook = notebook }

    func load() throws -> KeptFairSets {
      guard let bytes = try notebook?.load() else { return KeptFairSets() }
      let decoder = JSONDecoder()
      decoder.nonConformingFloatDecodingStrategy = .convertFromString(
        positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
      do {
        return try decoder.decode(KeptFairSets.self, from: Data(bytes))
      } catch {
        throw PipelinesError(
          "what 'bilevel-fair' kept cannot be read: \(error); remove it to begin again")
      }
    }

    func store(_ kept: KeptFairSets) throws {
      guard let notebook else { return }
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      encoder.nonConformingFloatEncodingStrategy = .convertToString(
        positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
      try notebook.store([UInt8](encoder.encode(kept)))
    }
  }
}
