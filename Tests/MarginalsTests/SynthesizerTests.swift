import Foundation
import Marginals
import Privacy
import Settings
import Synchronization
import Testing

/// What every synthesizer keeps to.
@Suite struct `Every synthesizer` {
  static let names = synthesizers.map { $0.name }
  struct Stop: Error {}

  static func make(_ name: String, _ yaml: String = "") throws -> any Synthesizer {
    var settings = try Settings(yaml: yaml, file: "test.yaml")
    let made = try synthesizer(named: name).init(&settings)
    try settings.finish()
    return made
  }

  /// 600 records of 4 attributes, the first three of which follow each other.
  static func records(_ count: Int = 600) throws -> DiscreteRecords {
    let domain = try AttributeDomain(names: ["a", "b", "c", "d"], sizes: [2, 3, 4, 5])
    let rows = 0..<count
    return try DiscreteRecords(
      codes: [
        rows.map { Int32($0 % 2) }, rows.map { Int32($0 % 2 + $0 / 7 % 2) },
        rows.map { Int32($0 % 2 + $0 / 7 % 2 + $0 / 31 % 2) }, rows.map { Int32($0 / 3 % 5) },
      ], of: domain)
  }

  static func ledger(_ epsilon: Double = 1) throws -> PrivacyLedger {
    try PrivacyLedger(
      .approximate(epsilon: epsilon, delta: 1e-6, accountant: "zcdp"), under: .addOrRemoveOne)
  }

  /// Runs a synthesizer on a ledger, and gives the ledger back.
  static func run(
    _ name: String, _ ledger: PrivacyLedger, noise: ReleaseContext.Noise = .seeded(7),
    threads: Int = 1, keep: @escaping @Sendable (PrivacyLedger) throws -> Void = { _ in },
    progress: @escaping @Sendable (SynthesisProgress) -> Void = { _ in }
  ) async throws -> (synthesis: Synthesis, ledger: PrivacyLedger) {
    let records = try records()
    let context = ReleaseContext(
      data: "test", noise: noise, threads: threads, keep: keep, progress: progress)
    var guarded = try GuardedRecords(records, ledger: ledger, context: context)
    let workload = try Workload(allOfSize: 2, of: records.domain)
    let synthesis = try await make(name).publish(&guarded, for: workload)
    return (synthesis, guarded.ledger)
  }

  @Test("Spends its budget but not more, and tells of every measurement", arguments: names)
  func budget(name: String) async throws {
    let told = Mutex<[SynthesisProgress]>([])
    let (synthesis, ledger) = try await Self.run(
      name, Self.ledger(), noise: .secure, progress: { line in told.withLock { $0.append(line) } })
    let spent = try ledger.spending
    #expect(spent <= 1 && spent > 0.99)
    #expect(ledger.isPrivate)
    let lines = told.withLock { $0 }
    #expect(lines.map(\.measured.count) == synthesis.measurements.map(\.clique.count))
    #expect(lines.map(\.sigma) == synthesis.measurements.map(\.sigma))
    #expect(zip(lines, lines.dropFirst()).allSatisfy { $0.spent < $1.spent })
    let last = try #require(lines.last)
    #expect(abs(last.spent - last.budget) < 0.01 * last.budget)
    #expect(synthesis.rows(seed: 1).count > 0)
  }

  @Test(
    "A run stopped at any moment ends, when resumed, with the ledger and the model of one run",
    arguments: names)
  func resumed(name: String) async throws {
    let calls = Mutex(0)
    let whole = try await Self.run(
      name, Self.ledger(), keep: { _ in calls.withLock { $0 += 1 } })
    let keeps = calls.withLock { $0 }
    #expect(keeps == 2 * whole.ledger.entries.count)
    // Every stop of short runs; of long ones the first, the last and some between.
    let stops = keeps <= 24 ? Array(1...keeps) : [1, 2, 9, 10, 11, 12, keeps / 2, keeps - 1, keeps]
    for stop in stops {
      let kept = Mutex((count: 0, text: try JSONEncoder().encode(try Self.ledger())))
      await #expect(throws: Stop.self) {
        _ = try await Self.run(name, Self.ledger()) { ledger in
          try kept.withLock {
            $0.count += 1
            if $0.count == stop { throw Stop() }
            $0.text = try JSONEncoder().encode(ledger)
          }
        }
      }
      let ledger = try JSONDecoder().decode(PrivacyLedger.self, from: kept.withLock { $0.text })
      #expect(ledger.entries.count == stop / 2)
      let again = try await Self.run(name, ledger)
      #expect(again.ledger == whole.ledger)
      #expect(try again.ledger.spending == whole.ledger.spending)
      #expect(again.synthesis.measurements == whole.synthesis.measurements)
      #expect(again.synthesis.rows(seed: 1) == whole.synthesis.rows(seed: 1))
    }
  }

  @Test("A finished run that is started again draws nothing and gives the same", arguments: names)
  func finished(name: String) async throws {
    let whole = try await Self.run(name, Self.ledger(), noise: .secure)
    let again = try await Self.run(
      name, whole.ledger, noise: .secure, keep: { _ in throw Stop() })
    #expect(again.ledger == whole.ledger)
    #expect(again.synthesis.measurements == whole.synthesis.measurements)
  }

  @Test("The same comes out at any number of threads", arguments: names)
  func threads(name: String) async throws {
    let (one, ledger) = try await Self.run(name, Self.ledger())
    let (two, other) = try await Self.run(name, Self.ledger(), threads: 2)
    #expect(ledger == other)
    #expect(one.rows(seed: 1) == two.rows(seed: 1))
  }

  @Test("Much budget gives the attributes' counts and the number of records", arguments: names)
  func accurate(name: String) async throws {
    let (synthesis, _) = try await Self.run(name, Self.ledger(5000))
    #expect(abs(synthesis.model.total - 600) < 2)
    let records = try Self.records()
    let rows = synthesis.rows(count: 600, seed: 1)
    let cliques = name == "independent" ? records.domain.cliques(ofSize: 1) : [Clique([1, 2])]
    let (real, made) = (
      try await records.counts(of: cliques), try await rows.counts(of: cliques)
    )
    for (real, made) in zip(real, made) {
      #expect(zip(real, made).reduce(0) { $0 + abs($1.0 - $1.1) } < 24)
    }
  }

  @Test("AIM ends without spending all where noise is so small that every marginal is known")
  func known() async throws {
    let ledger = try PrivacyLedger(.zcdp(rho: 1e6), under: .addOrRemoveOne)
    let (synthesis, spent) = try await Self.run("aim", ledger)
    #expect(try spent.spending < 0.5e6)
    let pairs = synthesis.measurements.filter { $0.clique.count == 2 }.map(\.clique)
    #expect(Set(pairs).count == pairs.count)
    let records = try Self.records()
    let all = records.domain.cliques(ofSize: 2)
    let (real, kept) = (
      try await records.counts(of: all),
      try await synthesis.rows(count: 600, seed: 1).counts(of: all)
    )
    for (real, kept) in zip(real, kept) {
      #expect(zip(real, kept).reduce(0) { $0 + abs($1.0 - $1.1) } <= 24)
    }
  }

  @Test("A budget of nothing, below nothing or beyond all bounds is refused in one line")
  func budgets() throws {
    let records = try Self.records()
    func message(_ open: () throws -> PrivacyLedger) -> String {
      do {
        _ = try GuardedRecords(
          records, ledger: open(), context: ReleaseContext(data: "test", keep: { _ in }))
      } catch {
        return "\(error)"
      }
      return ""
    }
    #expect(
      message { try Self.ledger(0) }.contains("leaves nothing to spend on synthesis; give a larger")
    )
    #expect(
      message { try Self.ledger(-1) } == "epsilon is -1.0; give a finite one of 0 or more")
    let delta = message {
      try PrivacyLedger(
        .approximate(epsilon: 1, delta: 1, accountant: "zcdp"), under: .addOrRemoveOne)
    }
    #expect(delta == "delta is 1.0; give one strictly between 0 and 1")
    let relation = message { try PrivacyLedger(.zcdp(rho: 1), under: .replaceOne) }
    #expect(relation.contains("hide a record that is added or removed"))
    let accountant = message {
      try PrivacyLedger(
        .approximate(epsilon: 1, delta: 1e-6, accountant: "rdp"), under: .addOrRemoveOne)
    }
    #expect(accountant.contains("add up their losses by 'zcdp', and the budget names 'rdp'"))
    #expect(
      message { try PrivacyLedger(.zcdp(rho: 0), under: .addOrRemoveOne) }.contains("nothing"))
  }

  @Test("A workload of another domain is refused before anything is charged", arguments: names)
  func domains(name: String) async throws {
    let other = try AttributeDomain(names: ["a", "b", "c", "e"], sizes: [2, 3, 4, 5])
    let context = ReleaseContext(data: "test", keep: { _ in })
    var guarded = try GuardedRecords(Self.records(), ledger: Self.ledger(), context: context)
    let synthesizer = try Self.make(name)
    let workload = try Workload(allOfSize: 2, of: other)
    await #expect(throws: MarginalsError.self) {
      _ = try await synthesizer.publish(&guarded, for: workload)
    }
    #expect(guarded.ledger.entries.isEmpty)
  }

  @Test("An unknown synthesizer is refused with the names there are")
  func unknown() {
    let error = #expect(throws: MarginalsError.self) { try synthesizer(named: "gan") }
    #expect(
      error?.description
        == "there is no synthesizer 'gan'; choose one of "
        + Self.names.joined(separator: ", "))
  }
}
