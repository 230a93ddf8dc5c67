import Foundation
import Marginals
import Privacy
import Settings
import Testing

@Suite struct `Guarded records` {
  private static func domain() throws -> AttributeDomain {
    try AttributeDomain(names: ["x", "y"], sizes: [3, 2])
  }

  private static func guarded(
    _ records: DiscreteRecords, seed: UInt64, rho: Double = 10
  ) throws -> GuardedRecords {
    try GuardedRecords(
      records, ledger: PrivacyLedger(.zcdp(rho: rho), under: .addOrRemoveOne),
      context: ReleaseContext(data: "test", noise: .seeded(seed), keep: { _ in }))
  }

  /// Counts by x: 3, 0, 1; by y: 1, 3; by both: 0 3, 0 0, 1 0.
  private static func records() throws -> DiscreteRecords {
    try DiscreteRecords(codes: [[0, 0, 2, 0], [1, 1, 0, 1]], of: domain())
  }

  @Test(
    "A selection follows the law of the exponential mechanism over weighted distances less penalties"
  )
  func law() async throws {
    let (domain, records) = (try Self.domain(), try Self.records())
    let counts: [[Double]] = [[3, 0, 1], [1, 3], [0, 3, 0, 0, 1, 0]]
    let estimates: [[Double]] = [
      [1.5, 1.25, 1.25], [2, 2], [0.5, 0.75, 0.8125, 0.4375, 0.5, 1],
    ]
    let (weights, penalties) = ([4, 2, 1], [1.25, 0.0625, 2])
    let cliques = [Clique([0]), Clique([1]), Clique([0, 1])]
    let candidates = cliques.indices.map { place in
      SelectionCandidate(
        cliques[place], weight: weights[place],
        estimate: Factor(
          axes: cliques[place].attributes,
          sizes: cliques[place].attributes.map { domain.sizes[$0] }, values: estimates[place]),
        penalty: penalties[place])
    }
    let odds = cliques.indices.map { place in
      let distance = zip(counts[place], estimates[place]).reduce(0) { $0 + abs($1.0 - $1.1) }
      return exp(2 / (2 * 4) * Double(weights[place]) * (distance - penalties[place]))
    }
    let trials = 4000
    var found = [0.0, 0, 0]
    for trial in 0..<trials {
      var guarded = try Self.guarded(records, seed: UInt64(trial))
      try await guarded.prepare(cliques)
      found[try guarded.select(candidates, epsilon: 2)] += 1
      #expect(abs(guarded.spent - 0.5) < 1e-12)
    }
    let statistic = cliques.indices.reduce(0.0) { sum, place in
      let expected = Double(trials) * odds[place] / odds.reduce(0, +)
      return sum + pow(found[place] - expected, 2) / expected
    }
    // The 1 - 1e-6 quantile of chi-square with 2 degrees of freedom; the seeds are fixed.
    #expect(statistic < 27.6, "\(found)")
  }

  @Test("A budget that is used up ends with an error, and nothing is learnt or kept")
  func exhausted() async throws {
    var guarded = try Self.guarded(Self.records(), seed: 1, rho: 0.5)
    let clique = Clique([0])
    try await guarded.prepare([clique])
    _ = try guarded.measure(clique, sigma: 1)
    let ledger = guarded.ledger
    let error = #expect(throws: PrivacyError.self) { try guarded.measure(clique, sigma: 100) }
    #expect(error?.description.contains("exceeds the budget of rho 0.5") == true)
    #expect(guarded.ledger == ledger && guarded.remaining == 0)
  }

  @Test(
    "What was charged on the ledger before is taken off the budget, and stays off in a resumed run")
  func earlier() async throws {
    var ledger = try PrivacyLedger(.zcdp(rho: 0.5), under: .addOrRemoveOne)
    let noise = try DiscreteGaussian(sigma: Fraction(2))
    _ = try ledger.charge(noise.event(under: .addOrRemoveOne), for: "bins", on: "test")
    let context = ReleaseContext(data: "test", keep: { _ in })
    var first = try GuardedRecords(Self.records(), ledger: ledger, context: context)
    #expect(abs(first.budget - 0.375) < 1e-12)
    try await first.prepare([Clique([1])])
    let measured = try first.measure(Clique([1]), sigma: 2)
    var second = try GuardedRecords(Self.records(), ledger: first.ledger, context: context)
    #expect(second.budget == first.budget)
    try await second.prepare([Clique([1])])
    #expect(try second.measure(Clique([1]), sigma: 2) == measured)
    #expect(second.spent == first.spent && second.ledger == first.ledger)
  }

  @Test("A resumed run that asks for something else is refused")
  func changed() async throws {
    var first = try Self.guarded(Self.records(), seed: 1)
    try await first.prepare([Clique([1])])
    _ = try first.measure(Clique([1]), sigma: 2)
    let context = ReleaseContext(data: "other", keep: { _ in })
    var second = try GuardedRecords(Self.records(), ledger: first.ledger, context: context)
    try await second.prepare([Clique([1])])
    let error = #expect(throws: PrivacyError.self) { try second.measure(Clique([1]), sigma: 2) }
    #expect(error?.description.contains("on 'test, 'y'', not for") == true)
  }
}

@Suite struct `The size of a model` {
  private static func publish(_ name: String, _ yaml: String) async throws -> Synthesis {
    let domain = try AttributeDomain(names: ["a", "b", "c", "d"], sizes: [6, 7, 8, 9])
    let records = try DiscreteRecords(
      codes: domain.sizes.map { size in (0..<500).map { Int32($0 / size % size) } }, of: domain)
    var guarded = try GuardedRecords(
      records, ledger: PrivacyLedger(.zcdp(rho: 5), under: .addOrRemoveOne),
      context: ReleaseContext(data: "test", noise: .seeded(3), keep: { _ in }))
    var settings = try Settings(yaml: yaml, file: "test.yaml")
    return try await synthesizer(named: name).init(&settings).publish(
      &guarded, for: Workload(allOfSize: 2, of: domain))
  }

  @Test("Is kept in every round", arguments: [("aim", 12), ("mwem+pgm", 2)])
  func limit(name: String, rounds: Int) async throws {
    let small = try await Self.publish(name, "max-model-size: 1KB\nrounds: \(rounds)")
    #expect(small.model.tree.bytes <= 1024)
    #expect(small.measurements.contains { $0.clique.count == 2 })
    let large = try await Self.publish(name, "max-model-size: 1MB\nrounds: 12")
    #expect(large.model.tree.bytes > 1024)
  }

  @Test("Too small a limit and anything but a size are refused with what to do")
  func refusals() async throws {
    let error = await #expect(throws: MarginalsError.self) {
      try await Self.publish("mwem+pgm", "max-model-size: 1KB\nrounds: 500")
    }
    #expect(error?.description.contains("raise 'max-model-size' or use fewer bins") == true)
    let rounds = await #expect(throws: MarginalsError.self) {
      try await Self.publish("aim", "rounds: 4")
    }
    #expect(
      rounds?.description
        == "4 rounds have no budget left after 4 attributes are measured; give 'rounds' more than 4"
    )
    for text in ["80", "80 bytes", "-1MB", "0KB", "1e9GB", "nanMB"] {
      let error = await #expect(throws: SettingsError.self) {
        try await Self.publish("aim", "max-model-size: \(text)")
      }
      #expect(
        error?.description.hasSuffix(
          "must be a size from 1KB to 64GB, such as 80MB; found '\(text)'") == true)
    }
  }
}
