package import Auditing
import Bilevel
import Privacy
package import Settings
import Statistics
import Tables

/// The stage in which each client makes a synthetic set whose model is fair on the client's records, and the server gets the union.
///
/// The members are divided among clients, by the files that they came from or by a rule. For each client the points of a set are found
/// such that logistic regression or a perceptron trained on them loses least on the client's own records, subject to fairness constraints there (Wu,
/// Curtis and Robinson). Without `privacy` nothing is claimed. With it private data enter only through noisy vectors: record-level privacy
/// of each client's records.
package struct BilevelFair: Stage {
  package static let declaration = Declaration(
    "bilevel-fair", version: 2,
    "publishes the union of clients' synthetic sets on which conventional training is fair, by bilevel optimisation"
  )

  private var plan: FairStagePlan
  private let privacy: FairPrivacyPlan?
  /// The perceptron that sets are made for; nil for logistic regression.
  private let perceptron: PerceptronPlan?

  package init(_ settings: inout Settings) throws {
    plan = try FairStagePlan(&settings)
    privacy = try FairPrivacyPlan(&settings)
    let isRateGiven = settings.holds("rate")
    perceptron = try PerceptronPlan(optional: &settings)
    guard privacy == nil || !plan.isProportional else {
      throw settings.error(
        "proportional",
        "'proportional' tells how many records clients have; leave it out with 'privacy'")
    }
    guard privacy == nil || !isRateGiven else {
      throw settings.error(
        "rate", "'rate' is of Adam, which 'privacy' does without; give 'stepLength' and 'radius'")
    }
  }

  /// How members are divided among clients.
  var split: ClientSplit { plan.split }

  /// The same stage for one client alone, which learns from all members.
  func undivided(named name: String) -> BilevelFair {
    var stage = self
    stage.plan = plan.undivided(named: name)
    return stage
  }

  /// Clients by file whose records hold one label or one group alone, whichever of them are members.
  ///
  /// With `privacy` none is told: who takes part would follow from records that only noisy numbers may tell of.
  ///
  /// - Parameter table: All records.
  /// - Returns: The place of each among the files, with the reason in one line.
  /// - Throws: What division and columns throw where they do not fit the records.
  func useless(in table: Dataset) throws -> [(place: Int, reason: String)] {
    guard privacy == nil else { return [] }
    var generator = SeededGenerator(seed: 0, label: "nothing is drawn")
    let names = try plan.split.clients(Array(0..<table.count), of: table, using: &generator)
      .map(\.name)
    let all = try FairClients(
      Array(0..<table.count), of: table, plan: plan, using: &generator)
    return try all.clients.compactMap { client -> (place: Int, reason: String)? in
      guard let place = names.firstIndex(of: client.name) else { return nil }
      do {
        _ = try FairSetSolver(
          client.sample, constraints: plan.constraints, space: all.space.space, plan: plan.set)
        return nil
      } catch let error as BilevelError {
        return (place, error.description)
      }
    }
  }

  package func apply(to artifact: Artifact, in context: StageContext) async throws -> Artifact {
    _ = try artifact.membersToLearn(from: context, in: Self.name)
    let rows = context.membership.records(.member)
    var generator = context.generator(FairClients.purpose)
    let table = context.records.dataset
    let clients = try FairClients(rows, of: table, plan: plan, using: &generator)
    return artifact.publishing(
      try privacy.map {
        try PrivateFairRun(clients, plan, $0, for: perceptron, in: context).part
      }
        ?? part(clients, in: context))
  }

  private func part(_ clients: FairClients, in context: StageContext) throws -> Artifact.Part {
    let run = try FairSetRun(clients, plan: plan, perceptron: perceptron, in: context)
    var origin = FairOrigin()
    var (tables, sent) = ([Dataset](), SentSets())
    for made in run.made {
      let table = clients.space.table(
        of: made.set.points, named: Self.name, classes: clients.classes, copies: plan.copies)
      origin.tell(made, bytes: table.sentBytes)
      tables.append(table)
      sent.add(table.count, by: made.client)
    }
    origin.leaveOut(run.clients.leftOut)
    return try clients.union(
      of: tables, sent, origin, plan: plan, perceptron: perceptron, in: context)
  }
}

extension FairClients {
  /// The union of the clients' sets, with what is told of it.
  ///
  /// - Parameters:
  ///   - tables: The sets.
  ///   - sent: Whose they are.
  ///   - told: What clients told of them.
  ///   - plan: What the sets were to be.
  ///   - perceptron: The perceptron that they are for; nil for logistic regression.
  ///   - account: What was spent on the clients' privacy; with one nothing else is told of their records.
  ///   - context: The stage's surroundings.
  /// - Returns: The release.
  /// - Throws: `PipelinesError` where there are no sets; what fitting the server's model throws.
  func union(
    of tables: [Dataset], _ sent: SentSets, _ told: FairOrigin, plan: FairStagePlan,
    perceptron: PerceptronPlan?, account: PrivacyAccount? = nil, in context: StageContext
  ) throws -> Artifact.Part {
    var origin = told
    origin.shares = try shares(of: sent.parts, plan: plan, in: context)
    let union = try Dataset.union(of: tables)
    origin.add(
      try HeldOutConstraints(
        { try plan.serverModel(on: union, self, perceptron: perceptron, in: context) },
        of: self, plan: plan, looksAtMembers: account == nil, in: context))
    var part = Artifact.Part("release", .release(union), account: account)
    part.origin = origin.origin
    return part
  }
}

/// Whose records stand where in the union of clients' sets.
struct SentSets {
  private(set) var parts: [(name: String, released: Range<Int>?, model: String?)] = []
  private var count = 0

  /// Puts a client's records after those that are there.
  mutating func add(_ records: Int, by client: String) {
    parts.append((client, count..<count + records, nil))
    count += records
  }
}

extension Dataset {
  /// The bytes of the table as it is sent: comma-separated text.
  var sentBytes: Int {
    commaSeparated(ColumnRoles(groups: [], label: "label")).utf8.count
  }

  /// All records of tables of the same columns.
  static func union(of tables: [Dataset]) throws -> Dataset {
    guard let first = tables.first else {
      throw PipelinesError("no client published a set; bring more records")
    }
    return try first.joining(Array(tables.dropFirst()))
  }
}
