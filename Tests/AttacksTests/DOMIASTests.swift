import Attacks
import Auditing
import Foundation
import Statistics
import Testing

@Suite struct `DOMIAS` {
  /// Kernel densities by direct double loops over doubles.
  private struct SlowDensities {
    let sample: MixedRelease
    let factor: Double

    func logRatio(_ record: Int) -> Double {
      let pool = sample.released + sample.reference
      let smaller = Double(min(sample.released.count, sample.reference.count))
      // Two numbers, whether the first is missing, and two categories vary.
      let bandwidth = factor * pow(smaller, -1.0 / 9)
      func sum(_ records: [MixedRelease.Record]) -> Double {
        records.reduce(0) { $0 + kernel(sample.audited[record], $1, pool, bandwidth) }
      }
      return log(sum(sample.released) / Double(sample.released.count))
        - log(sum(sample.reference) / Double(sample.reference.count))
    }

    private func kernel(
      _ first: MixedRelease.Record, _ second: MixedRelease.Record, _ pool: [MixedRelease.Record],
      _ bandwidth: Double
    ) -> Double {
      let smoothing = min(1, bandwidth * bandwidth)
      func level<Value: Hashable>(_ one: Value, _ other: Value, _ all: [Value]) -> Double {
        let count = Double(Set(all).count)
        let width = (count - 1) / count * smoothing
        return one == other ? 1 : width / (count - 1) / (1 - width)
      }
      func number(_ one: Double?, _ other: Double?, _ all: [Double?]) -> Double {
        guard let one, let other else { return 1 }
        let values = all.compactMap(\.self)
        let difference = score(one, values) - score(other, values)
        return exp(-difference * difference / (2 * bandwidth * bandwidth))
      }
      return number(first.amount, second.amount, pool.map(\.amount))
        * number(first.step, second.step, pool.map(\.step))
        * level(first.amount == nil, second.amount == nil, pool.map { $0.amount == nil })
        * level(first.kind, second.kind, pool.map(\.kind))
        * level(first.place, second.place, pool.map(\.place))
    }

    private func score(_ value: Double, _ values: [Double]) -> Double {
      let count = Double(values.count)
      let below = Double(values.count { $0 < value }) + Double(values.count { $0 == value }) / 2
      return Normal.standard.quantile(min(max(below, 0.5), count - 0.5) / count)
    }
  }

  @Test(
    "Scores equal log ratios of densities from direct double loops", arguments: [0.3, 1.0])
  func direct(factor: Double) throws {
    let sample = MixedRelease.independent(members: 40, seed: 4)
    let scores = try attack("domias", "bandwidth: \(factor)").scores(for: sample.signals())
    let slow = SlowDensities(sample: sample, factor: factor)
    for (record, score) in scores.enumerated() {
      let expected = slow.logRatio(record)
      #expect(abs(score - expected) < 1e-5 * max(1, abs(expected)), "record \(record)")
    }
  }

  @Test("Without a bandwidth, scores are those of one of the nine from Scott's down")
  func likeliest() throws {
    let signals = try MixedRelease.copy(members: 60).signals()
    let scores = try attack("domias").scores(for: signals)
    let candidates = try (0..<9).map { step in
      try attack("domias", "bandwidth: \(pow(2, -Double(step) / 2))").scores(for: signals)
    }
    #expect(candidates.contains { zip($0, scores).allSatisfy { abs($0 - $1) < 1e-6 } })
  }

  @Test(
    "Three members, three others and one reference record are enough",
    arguments: ["domias", "domias-copula", "marginal-ratio", "marginal-ratio-conditional"])
  func fewRecords(name: String) throws {
    let sample = MixedRelease.copy(members: 3)
    #expect(try attack(name).scores(for: sample.signals()).allSatisfy(\.isFinite))
  }

  @Test(
    "A release that equals the reference says nothing",
    arguments: ["domias", "domias-copula", "marginal-ratio", "marginal-ratio-conditional"])
  func equalSets(name: String) throws {
    let sample = MixedRelease.copy(members: 50)
    let plain = try #require(try sample.signals().release)
    let signals = Signals(
      audited: try Outputs(records: plain.audited), seed: 1,
      release: ReleaseSignals(
        records: plain.records, audited: plain.audited, released: plain.released,
        reference: plain.released))
    let scores = try attack(name).scores(for: signals)
    #expect(scores.allSatisfy { abs($0 - scores[0]) < 1e-9 })
  }

  @Test(
    "Members that were released as they are score higher, by what an attack sees",
    arguments: [
      ("domias", 0.6), ("domias-copula", 0.52), ("marginal-ratio", 0.55),
      ("marginal-ratio-conditional", 0.55),
    ])
  func copies(name: String, least: Double) throws {
    let sample = MixedRelease.copy()
    let scores = try attack(name).scores(for: sample.signals())
    #expect(areaUnderCurve(scores, sample.isMember) > least)
  }

  @Test(
    "A release of other records tells nothing",
    arguments: ["domias", "domias-copula", "marginal-ratio", "marginal-ratio-conditional"])
  func independent(name: String) throws {
    // 300 against 300 records: the area's standard deviation is below 0.0236 without a leak, so that 0.1 is passed with a
    // probability below 3e-5.
    let sample = MixedRelease.independent(members: 300, seed: 9)
    let scores = try attack(name).scores(for: sample.signals())
    #expect(abs(areaUnderCurve(scores, sample.isMember) - 0.5) < 0.1)
  }

  @Test(
    "Members of whose release every column was shuffled on its own are not found",
    arguments: ["domias", "marginal-ratio"])
  func shuffled(name: String) throws {
    let sample = MixedRelease(members: 300) { own, _, generator in
      func shuffled<Value>(_ values: [Value]) -> [Value] {
        generator.permutation(values.count).map { values[$0] }
      }
      let columns = (
        shuffled(own.map(\.amount)), shuffled(own.map(\.step)), shuffled(own.map(\.kind)),
        shuffled(own.map(\.place))
      )
      return own.indices.map {
        MixedRelease.Record(
          amount: columns.0[$0], step: columns.1[$0], kind: columns.2[$0], place: columns.3[$0])
      }
    }
    // What is left are the columns' own frequencies, which lean towards members by little.
    let scores = try attack(name).scores(for: sample.signals())
    #expect(abs(areaUnderCurve(scores, sample.isMember) - 0.5) < 0.1)
  }
}
