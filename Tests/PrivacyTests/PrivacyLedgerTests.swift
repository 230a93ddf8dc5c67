import Foundation
import Privacy
import Testing

@Suite struct `A privacy ledger` {
  static func noise() throws -> DiscreteGaussian { try DiscreteGaussian(sigma: Fraction(5)) }
  static func event() throws -> PrivacyEvent { try noise().event(under: .addOrRemoveOne) }
  struct Stop: Error {}

  @Test("Charges up to the budget and not beyond")
  func budget() throws {
    var ledger = try PrivacyLedger(.zcdp(rho: 0.06), under: .addOrRemoveOne)
    for round in 1...3 {
      #expect(try ledger.charge(Self.event(), for: "round \(round)", on: "data") == .draw)
    }
    #expect(agrees(try ledger.spending, 0.06, to: 1e-12))
    let error = #expect(throws: PrivacyError.self) {
      try ledger.charge(Self.event(), for: "round 4", on: "data")
    }
    #expect(error?.description.contains("for 'round 4' exceeds the budget of rho 0.06") == true)
    #expect(ledger.entries.count == 3)
  }

  @Test(
    "A budget of epsilon and delta is kept by its accountant", arguments: ["zcdp", "rdp", "pld"])
  func approximate(name: String) throws {
    let budget = PrivacyBudget.approximate(epsilon: 1, delta: 1e-6, accountant: name)
    var ledger = try PrivacyLedger(budget, under: .addOrRemoveOne)
    var charges = 0
    while (try? ledger.charge(Self.event(), for: "\(charges)", on: "data")) != nil { charges += 1 }
    #expect(charges >= 1)
    #expect(try ledger.spending <= 1)
    let more = try ComposedEvents(Self.event(), count: charges + 1)
    #expect(try budget.spending(of: more) > 1)
  }

  @Test("A run stopped at any moment releases each outcome once and spends once when resumed")
  func resumed() throws {
    let noise = try Self.noise()
    // The run stops at the first, second or third time it keeps the ledger, or never.
    for stop in 1...5 {
      var (kept, calls, draws): (Data, Int, Int) = (Data(), 0, 0)
      var released: [[Int]] = []
      func run(_ ledger: inout PrivacyLedger, stopping: Bool) throws {
        var source = NoiseSource.secure
        for label in ["a", "b"] {
          let outcome = try ledger.release(noise.event(under: .addOrRemoveOne), for: label, on: "d")
          {
            calls += 1
            if stopping && calls == stop { throw Stop() }
            kept = try JSONEncoder().encode($0)
          } drawing: {
            draws += 1
            return try noise.add(to: [10, 20], from: &source)
          }
          released.append(outcome.values)
        }
      }
      var first = try PrivacyLedger(.zcdp(rho: 0.04), under: .addOrRemoveOne)
      kept = try JSONEncoder().encode(first)
      try? run(&first, stopping: true)
      let before = released
      released = []
      var second = try JSONDecoder().decode(PrivacyLedger.self, from: kept)
      try run(&second, stopping: false)
      #expect(Array(released.prefix(before.count)) == before)
      #expect(second.entries.count == 2)
      #expect(agrees(try second.spending, 0.04, to: 1e-12))
      #expect(draws <= 3)
    }
  }

  @Test("A label pays neither for other data nor for another event nor for a second outcome")
  func reuse() throws {
    var ledger = try PrivacyLedger(.zcdp(rho: 1), under: .addOrRemoveOne)
    _ = try ledger.charge(Self.event(), for: "a", on: "data 1")
    let error = #expect(throws: PrivacyError.self) {
      try ledger.charge(Self.event(), for: "a", on: "data 2")
    }
    #expect(error?.description.contains("give another release another label") == true)
    let other = try PrivacyEvent(.exponential(epsilon: 1), under: .addOrRemoveOne)
    #expect(throws: PrivacyError.self) { try ledger.charge(other, for: "a", on: "data 1") }
    let outcome = LedgerOutcome.counts(NoisyCounts([1], origin: .secure))
    try ledger.record(outcome, for: "a")
    #expect(try ledger.charge(Self.event(), for: "a", on: "data 1") == .recorded(outcome))
    #expect(throws: PrivacyError.self) { try ledger.record(outcome, for: "a") }
    #expect(throws: PrivacyError.self) { try ledger.record(outcome, for: "b") }
  }

  @Test("A selection is kept and given back, and never taken for counts")
  func selections() throws {
    var ledger = try PrivacyLedger(.zcdp(rho: 1), under: .addOrRemoveOne)
    let mechanism = try ExponentialMechanism(epsilon: Fraction(1), sensitivity: 1)
    let event = try mechanism.event(under: .addOrRemoveOne)
    var source = NoiseSource.secure
    var kept = ledger
    let drawn = try ledger.release(event, for: "choice", on: "d", keeping: { kept = $0 }) {
      try mechanism.select([3, 1, 2], from: &source)
    }
    let text = try JSONEncoder().encode(kept)
    var resumed = try JSONDecoder().decode(PrivacyLedger.self, from: text)
    let again = try resumed.release(event, for: "choice", on: "d", keeping: { _ in }) {
      () -> SelectedCandidate in throw Stop()
    }
    #expect(again == drawn && resumed == kept)
    let error = #expect(throws: PrivacyError.self) {
      try resumed.release(event, for: "choice", on: "d", keeping: { _ in }) {
        () -> NoisyCounts in throw Stop()
      }
    }
    #expect(error?.description.contains("'choice' has an outcome of another kind") == true)
  }

  @Test("Another neighbouring relation is refused")
  func relations() throws {
    var ledger = try PrivacyLedger(.zcdp(rho: 1), under: .replaceOne)
    let error = #expect(throws: PrivacyError.self) {
      try ledger.charge(Self.event(), for: "a", on: "data")
    }
    #expect(error?.description.contains("state all under one relation") == true)
  }

  @Test("A kept ledger that is over its budget or has a label twice is refused")
  func tampered() throws {
    var ledger = try PrivacyLedger(.zcdp(rho: 0.02), under: .addOrRemoveOne)
    _ = try ledger.charge(Self.event(), for: "a", on: "data")
    let text = String(decoding: try JSONEncoder().encode(ledger), as: UTF8.self)
    let poorer = text.replacingOccurrences(of: "\"rho\":0.02", with: "\"rho\":0.01")
    #expect(poorer != text)
    #expect(throws: PrivacyError.self) {
      try JSONDecoder().decode(PrivacyLedger.self, from: Data(poorer.utf8))
    }
    #expect(try JSONDecoder().decode(PrivacyLedger.self, from: Data(text.utf8)) == ledger)
  }

  @Test("It tells whether any outcome was drawn from a repeatable source")
  func origin() throws {
    var ledger = try PrivacyLedger(.zcdp(rho: 1), under: .addOrRemoveOne)
    var (secure, seeded) = (NoiseSource.secure, NoiseSource.seeded(1, label: "test"))
    _ = try ledger.charge(Self.event(), for: "a", on: "data")
    try ledger.record(.counts(Self.noise().add(to: [1], from: &secure)), for: "a")
    #expect(ledger.isPrivate)
    _ = try ledger.charge(Self.event(), for: "b", on: "data")
    try ledger.record(.counts(Self.noise().add(to: [1], from: &seeded)), for: "b")
    #expect(!ledger.isPrivate)
    #expect(seeded.origin.description == "seed 1, label 'test': NOT private")
  }

  @Test("An unknown accountant is refused with the names there are")
  func unknown() {
    let error = #expect(throws: PrivacyError.self) {
      try PrivacyLedger(
        .approximate(epsilon: 1, delta: 1e-6, accountant: "gdp"), under: .addOrRemoveOne)
    }
    #expect(
      error?.description == "no accountant is called 'gdp'; choose one of zcdp, rdp, pld")
  }
}
