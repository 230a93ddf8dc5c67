import Attacks
import Auditing
import Evaluation
import Metrics
import Models
import Results
import Settings
import Statistics
import Tables

/// What is measured of each client beside the whole: attacks on what it handed out, and how models treat records like its own.
///
/// A client's members stand against the records that the same division gives to it of those that nobody learned from, so that a difference
/// between clients is no sign of membership. Measurements are of the group `client=NAME`, rates of one level among its records of
/// `client=NAME/ATTRIBUTE=LEVEL`; AUCs carry their attack, `auc@own-model` is of the model that the client handed out. Shadows' releases of the
/// client of the same name are the bank of attacks that compare releases.
struct ClientFindings {
  /// What the names of clients begin with where measurements have groups.
  static let prefix = "client="
  /// The reading of attacks on the model that a client handed out.
  static let ownModel = "\(AreaUnderCurve.name)@own-model"
  /// The share of the client's never-seen records that a model decides rightly.
  static let accuracy = "client-accuracy"
  /// Where decisions are read, behind the `@` of their readings.
  static let decisions = "client"

  /// What all clients of a run are measured with.
  struct Setup: Sendable {
    let records: Records
    let audited: [Int]
    let suite: Suite
    let fairness: FairnessDeclaration
    let seed: UInt64
    let threads: Int
  }

  var measurements: [Measurement] = []

  let setup: Setup
  let place: (target: Int, stage: String)

  /// Measures all clients of one target after one stage; nothing where no clients are told.
  ///
  /// - Parameters:
  ///   - output: What the stage published.
  ///   - given: The release beside the records; nil where a model was published.
  ///   - scores: The scores of attacks on the whole, for this target.
  ///   - setup: What all clients are measured with.
  ///   - place: The number of the target from 0, and the stage's number and name.
  /// - Throws: An error in one line where records cannot be compared; `CancellationError`.
  init(
    _ output: PipelinePass.StageOutput, _ given: GivenRelease?,
    scores: [(attack: String, scores: [Double])], _ setup: Setup,
    at place: (target: Int, stage: String)
  ) async throws {
    (self.setup, self.place) = (setup, place)
    for share in output.shares {
      let client = Client(share, fitted: setup.records.fittedCount)
      add("client-records", Double(client.members.count), of: client)
      add("client-held-out", Double(client.heldOut.count), of: client)
      if let given, let range = share.released {
        try await release(Array(given.released[range]), given, of: client)
      } else if let observation = output.observation {
        try model(observation, scores: scores, of: client)
        try own(output.ownModels[share.name], of: client)
      }
    }
  }

  /// A client's records, without those that were put in to be found.
  struct Client {
    let name: String
    let members: [Int]
    let heldOut: [Int]

    init(_ share: ReleaseOrigin.Share, fitted: Int) {
      name = share.name
      members = share.members.filter { $0 < fitted }
      heldOut = share.heldOut.filter { $0 < fitted }
    }

    var rows: [Int] { members + heldOut }
    var isMember: [Bool] { members.map { _ in true } + heldOut.map { _ in false } }
  }

  mutating func add(_ reading: Reading, attack: String? = nil, of client: Client) {
    measurements.append(
      Measurement(
        target: "\(place.target + 1)", stage: place.stage, attack: attack,
        group: Self.prefix + client.name, reading: reading))
  }

  private mutating func add(_ metric: String, _ value: Double, of client: Client) {
    add(Reading(metric, value: value, count: Int(value), convention: "a count"), of: client)
  }

  private mutating func release(
    _ released: [Int], _ given: GivenRelease, of client: Client
  ) async throws {
    add("client-released", Double(released.count), of: client)
    let table = given.records.dataset.selecting(rows: released)
    add("client-bytes", Double(table.sentBytes), of: client)
    try await attack(released, given, of: client)
    guard !client.heldOut.isEmpty, client.members.count >= 2 else { return }
    let dataset = given.records.dataset
    let evidence = try UtilityEvidence(
      real: dataset.selecting(rows: client.members), release: table,
      holdOut: dataset.selecting(rows: client.heldOut), plan: UtilityPlan(seed: setup.seed))
    var settings = try Settings(yaml: "", file: LogisticLearner.name)
    let learner = try LogisticLearner(&settings)
    guard let decided = try trainOnSynthetic(evidence, learner: learner).ofRelease else { return }
    try judge(
      decided.classes, dataset, of: client,
      "logistic regression that learned from the client's release"
    ) { decided.probability(of: $0) }
  }

  /// What other releases of a client of the same name were made from, for those that made one; nil where none did.
  private func bank(of client: Client, _ given: GivenRelease) -> ReleaseBank? {
    guard let bank = given.bank else { return nil }
    var (releases, inclusion, marginals) = ([[Int]](), [[Bool]](), [[[String]]]())
    for (place, shares) in given.bankShares.enumerated() {
      guard let share = shares.first(where: { $0.name == client.name }), let range = share.released
      else { continue }
      let members = Set(share.members)
      releases.append(Array(bank.releases[place][range]))
      inclusion.append(client.rows.map(members.contains))
      if !bank.marginals.isEmpty { marginals.append(bank.marginals[place]) }
    }
    return releases.isEmpty
      ? nil
      : ReleaseBank(releases: releases, inclusion: Inclusion(inclusion), marginals: marginals)
  }

  /// Runs the suite's attacks on a client's release alone.
  private mutating func attack(
    _ released: [Int], _ given: GivenRelease, of client: Client
  ) async throws {
    let asked = Set(setup.suite.entries.flatMap(\.attack.requirements))
    let release = try await ReleaseSignals(
      collecting: asked, of: given.records, audited: client.rows, released: released,
      reference: given.reference, bank: bank(of: client, given), threads: setup.threads)
    for entry in setup.suite.entries {
      let signals = Signals(
        audited: try Outputs(records: client.rows, target: [:], references: [:]),
        seed: setup.seed, labelled: labelled(client, given.records, for: entry.attack),
        release: release)
      guard signals.missing(entry.attack.requirements).isEmpty else { continue }
      try area(AreaUnderCurve.name, entry, of: client) { try entry.attack.scores(for: signals) }
    }
  }

  private func labelled(
    _ client: Client, _ records: Records, for attack: any Attack
  ) -> LabelledRecords? {
    guard attack.requirements.contains(.records), !records.columns.isEmpty else { return nil }
    return LabelledRecords(rows: client.rows, of: records, isMember: client.isMember)
  }

  /// The area under one attack's curve; an attack that the signals do not allow says why.
  mutating func area(
    _ name: String, _ entry: Suite.Entry, of client: Client, _ scores: () throws -> [Double]
  ) throws {
    guard !client.members.isEmpty, !client.heldOut.isEmpty else {
      let (members, others) = (client.members.count, client.heldOut.count)
      return add(
        Reading(
          name, value: nil, count: members + others, status: .notApplicable,
          convention: "needs members and non-members; found \(members) and \(others)"),
        attack: entry.label, of: client)
    }
    do {
      let found = try Scores(values: try scores(), isMember: client.isMember)
      var settings = try Settings(yaml: "", file: AreaUnderCurve.name)
      for reading in try AreaUnderCurve(&settings).readings(of: .attack(found, threshold: nil)) {
        add(reading.named(name), attack: entry.label, of: client)
      }
    } catch let error as AuditingError {
      add(
        Reading(
          name, value: nil, count: client.rows.count, status: .notApplicable,
          convention: error.description), attack: entry.label, of: client)
    }
  }
}

extension Reading {
  /// The same under another name.
  fileprivate func named(_ name: String) -> Reading {
    Reading(
      name, value: value, interval: interval, count: count, status: status, convention: convention)
  }
}
