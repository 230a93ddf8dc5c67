import Auditing
import Foundation
import Pipelines
import Privacy
import Settings
import Statistics
import Synchronization
import Tables
import Tensors
import Testing

@Suite("Clients' fair sets as a stage")
struct BilevelFairTests {
  /// Two classes and two sexes that go together, a number, and a city that goes with the sex.
  static func context(
    count: Int = 300, sexes: (Int) -> Int32 = { Int32($0 % 2) }
  ) throws -> StageContext {
    var generator = SeededGenerator(seed: 4, label: "fair table")
    let codes = (0..<count).map(sexes)
    let numbers = codes.map { generator.normal() + Double($0) }
    let labels = numbers.map { Int32(generator.bernoulli(1 / (1 + exp(-2 * $0 + 1))) ? 1 : 0) }
    let cities = codes.map { generator.bernoulli(0.8) ? $0 : 1 - $0 }
    let table = Dataset(
      name: "fair table",
      features: [
        Feature(name: "wage", values: .numeric(numbers)),
        Feature(
          name: "city",
          values: .categorical(Categories(codes: cities, names: ["north", "south"]))),
      ],
      label: Categories(codes: labels, names: ["no", "yes"]),
      groups: [Group(name: "sex", categories: Categories(codes: codes, names: ["f", "m"]))],
      sources: [])
    return StageContext(
      records: try Records(table),
      membership: try Membership(
        recordCount: count,
        parts: [
          .init("members", role: .member, assignment: .given, records: Array(0..<count))
        ]), seed: 1, label: "target 0/stage 1")
  }

  private static let columns = """
    columns:
      wage: {low: -4, high: 5}
      city: {levels: [north, south]}
    """

  static func stage(_ yaml: String, _ name: String = "bilevel-fair") throws -> any Stage {
    try SynthesizeTests.stage(yaml, name: name)
  }

  private static let plain = """
    constraints: [demographic-parity: {attribute: sex, bound: 0.05}]
    clients: {rule: even, clients: 2}
    points: 20
    steps: 60
    """

  private static func facts(_ artifact: Artifact) throws -> [ReleaseOrigin.Fact] {
    try #require(artifact.latestRelease?.part.origin).facts
  }

  @Test("the union of the clients' sets is released, with what each client told")
  func union() async throws {
    let made = try await Self.stage(Self.plain).apply(to: Artifact(), in: Self.context())
    let release = try #require(made.latestRelease)
    #expect(release.dataset.count == 40)
    #expect(release.dataset.label.codes.count { $0 == 1 } == 20)
    #expect(release.part.account == nil)
    let facts = try Self.facts(made)
    for client in ["client 1", "client 2"] {
      let distance = try #require(facts.first { $0.name == "fair-set:\(client)" }?.value)
      #expect(distance < 1e-3)
      let bytes = try #require(facts.first { $0.name == "fair-bytes:\(client)" }?.value)
      #expect(bytes > 20 * 10)
    }
    let shares = try #require(release.part.origin).shares
    #expect(shares.map(\.released) == [0..<20, 20..<40])
    #expect(shares.flatMap(\.members).sorted() == Array(0..<300))
    #expect(release.part.origin?.traces.map(\.name) == ["fair-set:client 1", "fair-set:client 2"])
  }

  @Test("clients of one group are left out by name, and the others' work is kept")
  func leftOut() async throws {
    let yaml = Self.plain.replacing("{rule: even, clients: 2}", with: "{rule: group, by: sex}")
    let error = await #expect(throws: (any Error).self) {
      try await Self.stage(yaml).apply(to: Artifact(), in: Self.context())
    }
    #expect(
      error.map { "\($0)" }
        == "no client has a fair set: f: records of 1 group of 'sex': nothing to compare; leave the constraint or the client out; change 'clients' or bring more records"
    )
    let shares = Self.plain.replacing(
      "{rule: even, clients: 2}",
      with: "{rule: shares, by: sex, shares: {f: '0.5, 0.5', m: '1, 0'}}")
    let made = try await Self.stage(shares).apply(to: Artifact(), in: Self.context())
    let facts = try Self.facts(made)
    #expect(
      facts.first { $0.name == "fair-left-out:client 2" }?.meaning
        == "records of 1 group of 'sex': nothing to compare; leave the constraint or the client out"
    )
    #expect(try #require(made.latestRelease).dataset.count == 20)
  }

  @Test("a stopped stage goes on from its notebook to the same release")
  func resuming() async throws {
    var context = try Self.context()
    let stage = try Self.stage(Self.plain + "\ntolerance: 0")
    let whole = try await stage.apply(to: Artifact(), in: context)
    let notes = Mutex<(bytes: [UInt8]?, room: Int)>((nil, 3))
    struct Stop: Error {}
    context.notebook = .init(
      load: { notes.withLock { $0.bytes } },
      store: { bytes in
        try notes.withLock {
          guard $0.room > 0 else { throw Stop() }
          $0 = (bytes, $0.room - 1)
        }
      })
    await #expect(throws: Stop.self) { try await stage.apply(to: Artifact(), in: context) }
    notes.withLock { $0.room = 1000 }
    let resumed = try await stage.apply(to: Artifact(), in: context)
    let keys = try [whole, resumed].map { artifact in
      let table = try #require(artifact.latestRelease).dataset
      return (0..<table.count).map(table.rowKey)
    }
    #expect(keys[0] == keys[1])
  }

  @Test(
    "with privacy the account names the unit, each expense and the claim, and nothing of the records is told"
  )
  func privacy() async throws {
    let yaml =
      Self.plain.replacing("bound: 0.05", with: "bound: 0.3, smoothing: score") + "\n"
      + Self.columns + "\nprivacy: {epsilon: 4, delta: 1.0e-6, steps: 5, noise: seeded}"
    let made = try await Self.stage(yaml).apply(to: Artifact(), in: Self.context())
    let release = try #require(made.latestRelease)
    let account = try #require(release.part.account)
    #expect(account.relation.contains("of one client"))
    #expect(!account.isPrivate && account.noise.contains("NOT private"))
    #expect(account.expenses.count == 2 * (2 + 5))
    let rho = try #require(account.rho)
    let own = account.expenses.prefix(7).compactMap(\.rho).reduce(0, +)
    #expect(abs(own - rho) < 1e-9 * rho)
    let names = try Self.facts(made).map(\.name)
    #expect(names == ["fair-bytes:client 1", "fair-bytes:client 2", "fair-privacy-unit"])
  }

  @Test(
    "a perceptron's sets with privacy are paid for step by step, and the statement says by what")
  func privatePerceptron() async throws {
    let yaml =
      Self.plain + "\nhidden: [3]\n" + Self.columns
      + "\nprivacy: {epsilon: 4, delta: 1.0e-6, steps: 5, noise: seeded}"
    let made = try await Self.stage(yaml).apply(to: Artifact(), in: Self.context())
    let release = try #require(made.latestRelease)
    #expect(release.dataset.count == 40)
    let account = try #require(release.part.account)
    #expect(account.expenses.count == 2 * (1 + 3 * 5))
    let rho = try #require(account.rho)
    #expect(rho <= (try ZeroConcentrated.rho(epsilon: 4, delta: 1e-6)) * (1 + 1e-9))
    let facts = try Self.facts(made)
    #expect(
      facts.map(\.name) == ["fair-bytes:client 1", "fair-bytes:client 2", "fair-privacy-unit"])
    #expect(facts.last?.meaning.contains("by all of the perceptron's parameters") == true)
    #expect(throws: (any Error).self) { try Self.stage(yaml + "\nrate: 0.1") }
  }

  @Test("privacy without declared columns is refused in one line")
  func undeclared() async throws {
    let error = await #expect(throws: (any Error).self) {
      try await Self.stage(Self.plain + "\nprivacy: {epsilon: 4}")
        .apply(to: Artifact(), in: Self.context())
    }
    #expect(
      error.map { "\($0)" }
        == "'privacy' of 'bilevel-fair' needs 'columns' to declare wage, city: ranges and levels read from the records would tell of them"
    )
  }

  @Test(
    "a private version of a set says that rows of the set are protected, and not records",
    arguments: [
      "method: gaussian\nepsilon: 20\nnoise: seeded\n" + columns,
      independent,
    ])
  func privateRelease(_ yaml: String) async throws {
    let context = try Self.context()
    let fair = try await Self.stage(Self.plain).apply(to: Artifact(), in: context)
    let made = try await Self.stage(yaml, "private-release").apply(to: fair, in: context)
    let release = try #require(made.latestRelease)
    let account = try #require(release.part.account)
    #expect(account.relation.contains("NOT of the clients' records"))
    #expect(
      try Self.facts(made).first?.meaning.contains("NOT one record of a client") == true)
    // What was told of the set before stays with the stage that made it.
    #expect(try Self.facts(made).map(\.name) == ["fair-privacy-unit"])
    let shares = try #require(release.part.origin).shares
    #expect(shares.map(\.name) == ["client 1", "client 2"])
    let ranges = shares.compactMap(\.released)
    #expect(ranges.flatMap(Array.init) == Array(0..<release.dataset.count))
    #expect(ranges.count == 2 && release.dataset.count > 10)
    #expect(release.dataset.features.map(\.name) == ["wage", "city"])
  }

  private static let independent = """
    method: independent
    epsilon: 20
    delta: 1.0e-6
    noise: seeded
    columns:
      wage: {low: -4, high: 5, bins: 4, numbers: real}
      city: {values: [north, south]}
      label: {values: [no, yes]}
    """

  @Test(
    "each client's rows are made private alone, each with its own ledger, and kept ledgers are not paid twice"
  )
  func privateClients() async throws {
    var context = try Self.context()
    let fair = try await Self.stage(Self.plain).apply(to: Artifact(), in: context)
    let notes = Mutex<[UInt8]?>(nil)
    context.notebook = .init(
      load: { notes.withLock { $0 } }, store: { bytes in notes.withLock { $0 = bytes } })
    let stage = try Self.stage(Self.independent, "private-release")
    func made() async throws -> (Dataset, PrivacyAccount) {
      let part = try #require(await stage.apply(to: fair, in: context).latestRelease)
      return (part.dataset, try #require(part.part.account))
    }
    let (table, account) = try await made()
    let own = ["client 1", "client 2"].map { client in
      account.expenses.filter { $0.label.hasPrefix("\(client): ") }
    }
    #expect(own.flatMap(\.self) == account.expenses && own.allSatisfy { !$0.isEmpty })
    let spent = own.map { $0.compactMap(\.rho).reduce(0, +) }
    #expect(abs((account.rho ?? 0) - (spent.max() ?? 0)) < 1e-9)
    #expect(account.relation.contains("of one client's set"))
    let (again, same) = try await made()
    #expect(same == account)
    #expect((0..<table.count).map(table.rowKey) == (0..<again.count).map(again.rowKey))
    notes.withLock { $0 = Array("no ledgers".utf8) }
    let error = await #expect(throws: (any Error).self) { try await made() }
    #expect(error.map { "\($0)".contains("restore them") } == true)
  }

  @Test("a set whose clients cannot be told apart is made private as one")
  func privateUnion() async throws {
    let context = try Self.context()
    let fair = try await Self.stage(Self.plain).apply(to: Artifact(), in: context)
    let release = try #require(fair.latestRelease)
    var part = release.part
    part.origin = ReleaseOrigin(shares: release.part.origin?.shares.map(\.merged) ?? [])
    let made = try await Self.stage(Self.independent, "private-release")
      .apply(to: Artifact().publishing(part), in: context)
    let found = try #require(made.latestRelease)
    #expect(found.part.origin?.shares.map(\.released) == [nil, nil])
    #expect(found.part.account?.expenses.contains { $0.label.contains("client") } == false)
  }

  @Test("a private version of nothing is refused in one line")
  func nothingReleased() async throws {
    let error = await #expect(throws: (any Error).self) {
      try await Self.stage("method: gaussian", "private-release")
        .apply(to: Artifact(), in: Self.context())
    }
    #expect(
      error.map { "\($0)" }
        == "'private-release' makes a released set private, and none was released; put it after 'bilevel-fair'"
    )
  }

  @Test("sets for a perceptron are released as others are")
  func perceptron() async throws {
    let yaml = Self.plain.replacing("steps: 60", with: "steps: 20\nhidden: [3]")
    let made = try await Self.stage(yaml).apply(to: Artifact(), in: Self.context(count: 100))
    #expect(try #require(made.latestRelease).dataset.count == 40)
  }

  @Test(
    "every method of collaboration publishes a model of the records' classes",
    arguments: ["fedavg", "bilevel-fair", "client-weights", "local-fair"])
  func training(_ method: String) async throws {
    let context = try Self.context()
    let made = try await Self.stage(
      Self.plain + "\nmethod: \(method)", "collaborative-training"
    ).apply(to: Artifact(), in: context)
    let logits = try await #require(made.model).logits(
      ofRows: Array(0..<300), of: context.records)
    #expect(logits.shape == [300, 2])
    let codes = context.records.dataset.label.codes
    let right = (0..<300).count { row in
      (logits.scalars[2 * row + 1] > logits.scalars[2 * row]) == (codes[row] == 1)
    }
    #expect(right > 180)
    let own = ["client 1", "client 2"].map { "model of \($0)" }
    let sends = ["fedavg", "local-fair"].contains(method)
    let names = made.parts.map(\.name)
    #expect(names.dropLast() == (sends ? own[...] : []))
    let shares = try #require(made.parts.last?.origin).shares
    #expect(shares.compactMap(\.model) == (sends ? own : []))
  }
}
