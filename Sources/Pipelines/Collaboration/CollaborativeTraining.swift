package import Auditing
import Bilevel
package import Settings
import Statistics
import Tables

/// The stage that trains the server's model by one of the collaborative methods, from the clients' records.
///
/// All methods train the same logistic regression with the same penalty, so that they can be compared. It claims no privacy.
package struct CollaborativeTraining: Stage, ClientDividing {
  package static let declaration = Declaration(
    "collaborative-training", version: 2,
    "trains the server's logistic regression from clients' records by federated averaging, a fair variant or another method"
  )

  /// How members are divided among clients.
  var split: ClientSplit { plan.split }

  private let plan: FairStagePlan
  private let federated: FederatedPlan
  private let root: Double
  private let method: any CollaborativeMethod.Type

  package init(_ settings: inout Settings) throws {
    let name = try settings.text(
      "method", default: FederatedAveraging.name,
      "one of " + collaborativeMethods.map { $0.name }.joined(separator: ", "))
    guard let method = collaborativeMethods.first(where: { $0.name == name }) else {
      throw settings.error(
        "method", unknownName("method", name, among: collaborativeMethods.map { $0.name }))
    }
    self.method = method
    plan = try FairStagePlan(&settings)
    federated = try FederatedPlan(&settings)
    root = try settings.number(
      "root", default: 0.05, in: 0...0.9,
      "share of the members that the server holds itself and trusts, for client-weights")
  }

  package func apply(to artifact: Artifact, in context: StageContext) async throws -> Artifact {
    _ = try artifact.membersToLearn(from: context, in: Self.name)
    let table = context.records.dataset
    let trusted = TrustedRecords(
      context.membership.records(.member), share: root, for: method,
      using: context.generator("root"))
    var generator = context.generator(FairClients.purpose)
    var clients = try FairClients(trusted.rest, of: table, plan: plan, using: &generator)
    let collaboration = try Collaboration(
      &clients, plan: plan, federated: federated, for: [method],
      root: trusted.root.isEmpty
        ? nil
        : try FairClients.all(trusted.root, of: table, plan: plan),
      in: context)
    let model = try method.train(collaboration)
    context.progress("\(method.name): \(model.bytesSent) bytes in \(model.rounds) rounds")
    let names = collaboration.clients.map(\.name)
    func part(_ name: String, _ coefficients: [Double]) -> Artifact.Part {
      Artifact.Part(
        name,
        .model(
          LogisticTarget(
            space: clients.space, coefficients: coefficients,
            positive: table.label.names.firstIndex(of: clients.classes.positive) ?? 1)))
    }
    var published = artifact
    for (name, sent) in zip(names, model.sent) {
      published = published.publishing(part(Self.partName(name), sent))
    }
    var server = part("model", model.coefficients)
    var origin = FairOrigin()
    origin.leaveOut(clients.leftOut)
    origin.shares = try clients.shares(
      of: names.map { ($0, nil, model.sent.isEmpty ? nil : Self.partName($0)) }, plan: plan,
      in: context)
    origin.add(
      try HeldOutConstraints(
        { .logistic(model.coefficients) }, of: clients, plan: plan, looksAtMembers: true,
        in: context))
    server.origin = origin.origin
    return published.publishing(server)
  }

  /// The part that is the model which a client sent last.
  private static func partName(_ client: String) -> String { "model of \(client)" }
}

/// The records that the server holds itself, and those of the clients.
struct TrustedRecords {
  let root: [Int]
  let rest: [Int]

  /// Draws the server's records, where the method reads any.
  init(
    _ rows: [Int], share: Double, for method: any CollaborativeMethod.Type,
    using generator: SeededGenerator
  ) {
    guard method.name == WeightedClients.name else {
      (root, rest) = ([], rows)
      return
    }
    var (order, generator) = (rows, generator)
    generator.shuffle(&order)
    let count = Int((share * Double(rows.count)).rounded())
    (root, rest) = (order.prefix(count).sorted(), order.dropFirst(count).sorted())
  }
}

extension FairClients {
  /// All records as one client's.
  static func all(
    _ rows: [Int], of table: Dataset, plan: FairStagePlan
  ) throws -> LocalRecords {
    var generator = SeededGenerator(seed: 0, label: "nothing is drawn")
    let single = try FairClients(
      rows, of: table, plan: plan.undivided(named: "server"), using: &generator)
    guard let records = single.clients.first else {
      throw PipelinesError("no records of \(rows.count) rows; bring more records")
    }
    return records
  }
}

extension Collaboration {
  /// Makes what methods need of the clients, whose sets are made where a method reads them.
  init(
    _ clients: inout FairClients, plan: FairStagePlan, federated: FederatedPlan,
    for methods: [any CollaborativeMethod.Type], root: LocalRecords?, in context: StageContext
  ) throws {
    let names = methods.map { $0.name }
    let needsFair = [FairUnion.name, FederatedFairSets.name, WeightedClients.name]
      .contains(where: names.contains)
    // A notebook belongs to one stage's own sets; these are made anew.
    var own = context
    own.notebook = nil
    var (fair, free) = ([PointSet](), [PointSet]())
    var kept = clients.clients
    if needsFair {
      let run = try FairSetRun(clients, plan: plan, in: own)
      clients = run.clients
      fair = run.made.map(\.set.points)
      let made = Set(run.made.map(\.client))
      kept = kept.filter { made.contains($0.name) }
    }
    if names.contains(FreeUnion.name) {
      free = try FairSetRun(clients, plan: plan.unconstrained, in: own).made.map(\.set.points)
    }
    guard !kept.isEmpty else {
      throw PipelinesError("there are no clients with records; change 'clients'")
    }
    let (space, classes) = (clients.space, clients.classes)
    func bytes(_ sets: [PointSet]) -> Int {
      sets.reduce(0) {
        $0 + space.table(of: $1, named: "set", classes: classes, copies: plan.copies).sentBytes
      }
    }
    self.init(
      kept, constraints: plan.constraints, sets: (fair, free), setBytes: (bytes(fair), bytes(free)),
      ridge: plan.set.ridge, federated: federated, root: root,
      generator: { context.generator($0) })
  }
}
