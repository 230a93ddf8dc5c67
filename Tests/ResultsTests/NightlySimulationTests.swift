import Foundation
import Results
import Statistics
import Testing

/// Simulated nights: how often an unchanged model alarms, and which changes are seen.
///
/// The small version runs with all tests. `ROLLCALL_SIMULATE=1000` prints the tables of `Documentation/Nightly.md`
/// for so many pairs; seeds are the pairs' numbers.
@Suite("Simulated nights")
struct NightlySimulationTests {
  /// A kind of pair of runs of one unchanged model.
  struct Night: CustomTestStringConvertible, Sendable {
    let name: String
    let targets: Int
    /// Whether both runs audit the same members.
    let isSameMembers: Bool
    /// How much trainings differ, in standard deviations of the scores.
    var trainingDeviation = 0.0
    var testDescription: String { name }
  }

  static let nights = [
    Night(name: "one target, same members", targets: 1, isSameMembers: true),
    Night(name: "one target, other members", targets: 1, isSameMembers: false),
    Night(
      name: "4 targets, same members", targets: 4, isSameMembers: true, trainingDeviation: 0.05),
    Night(
      name: "4 targets, other members", targets: 4, isSameMembers: false, trainingDeviation: 0.05),
    Night(
      name: "8 targets, other members", targets: 8, isSameMembers: false, trainingDeviation: 0.05),
  ]

  private static var pairs: Int? {
    ProcessInfo.processInfo.environment["ROLLCALL_SIMULATE"].flatMap { Int($0) }
  }

  /// Two nights of one model; `change` is added to the second night's members.
  private func pair(
    _ night: Night, _ number: Int, side: Int = 500, change: Double = 0
  ) throws -> (Run, Run) {
    let seed = UInt64(number)
    func run(_ seed: UInt64, world: UInt64, change: Double) throws -> Run {
      try SyntheticRun(
        seed: seed, targets: night.targets, side: side, shift: 0.5 + change,
        trainingDeviation: night.trainingDeviation, common: 0.7, world: world, rates: [0.05],
        measuresGroups: false
      ).run()
    }
    return (
      try run(2 * seed, world: seed, change: 0),
      try run(2 * seed + 1, world: night.isSameMembers ? seed : seed + 1_000_000, change: change)
    )
  }

  /// The numbers of pairs in which `compare` finds a change, in which `gate` fails, and in which each test alone is significant.
  private func alarms(_ night: Night, pairs: Int) async throws -> KeyValuePairs<String, Int> {
    let policy = try GatePolicy(
      yaml: "regressions: [auc: {by: 1.0e-9}, 'tpr@fpr<=0.05': {by: 1.0e-9}]", file: "p.yaml")
    var (compared, failed, area, share) = (0, 0, 0, 0)
    for number in 0..<pairs {
      let (old, new) = try pair(night, number)
      let comparison = try await RunComparison(baseline: old, new: new)
      let result = try await GateResult(new, by: policy, baseline: old)
      compared += comparison.changed.isEmpty ? 0 : 1
      failed += result.outcome == .fail ? 1 : 0
      for line in comparison.tested where (line.test?.pValue ?? 1) <= 0.05 {
        if line.key.metric == "auc" { area += 1 } else { share += 1 }
      }
    }
    return [
      "compare": compared, "gate": failed, "auc alone": area, "tpr@fpr<=0.05 alone": share,
    ]
  }

  @Test("an unchanged model alarms at the nominal level or less often", arguments: nights)
  func falseAlarms(night: Night) async throws {
    let pairs = Self.pairs ?? 20
    let found = try await alarms(night, pairs: pairs)
    for (what, count) in found {
      let interval = clopperPearson(successes: count, trials: pairs, level: 0.95)
      if Self.pairs != nil {
        print(
          "| \(night.name) | \(what) | \(count) of \(pairs) | \(interval.low) | \(interval.high) |")
      }
      // A rate of 0.05 gives more than this many alarms with a probability below 1e-4.
      let most = (0...pairs).first {
        Binomial(trials: pairs, probability: 0.05).cumulative($0) > 1 - 1e-4
      }
      #expect(count <= (most ?? pairs), "\(what): \(count) of \(pairs)")
    }
  }

  @Test("the difference that is stated to be seen with 80 % power is seen about as often")
  func statedPower() async throws {
    let night = Self.nights[0]
    let pairs = Self.pairs.map { $0 / 4 } ?? 20
    // The change of the shift whose area is the one that is stated to be seen.
    var (seen, stated) = (0, 0.0)
    for number in 0..<pairs {
      let (old, new) = try pair(night, number, change: 0.16)
      let comparison = try await RunComparison(baseline: old, new: new)
      let line = try #require(comparison.tested.first { $0.key.metric == "auc" })
      stated += (line.test?.detectable ?? 0) / Double(pairs)
      seen += (line.test?.isSignificant ?? false) ? 1 : 0
    }
    let normal = Normal.standard
    let area = { (shift: Double) in normal.cumulative(shift / 2.0.squareRoot()) }
    let change = area(0.66) - area(0.5)
    // The power at this change, by the stated error of the test at half of 5 %.
    let quantile = normal.quantile(1 - 0.0125)
    let error = stated / (quantile + normal.quantile(0.8))
    let power = normal.upperTail(quantile - change / error)
    let binomial = Binomial(trials: pairs, probability: power)
    #expect(
      binomial.cumulative(seen) > 1e-4 && 1 - binomial.cumulative(seen - 1) > 1e-4,
      "seen \(seen) of \(pairs), power \(power)")
  }

  @Test(
    "tables of power", .enabled(if: pairs != nil),
    arguments: [
      (nights[0], 200), (nights[0], 1000), (nights[0], 5000), (nights[1], 200), (nights[1], 1000),
      (nights[1], 5000), (nights[2], 200), (nights[2], 1000), (nights[4], 200), (nights[4], 1000),
    ])
  func power(night: Night, side: Int) async throws {
    let pairs = max(100, (Self.pairs ?? 0) / 5)
    for metric in ["auc", "tpr@fpr<=0.05"] {
      var (low, high) = (0.0, 1.5)
      for _ in 0..<7 {
        let middle = (low + high) / 2
        let seen = try await self.seen(metric, night, side, change: middle, pairs: pairs)
        if seen >= 0.8 { high = middle } else { low = middle }
      }
      let normal = Normal.standard
      func value(_ shift: Double) -> Double {
        metric == "auc"
          ? normal.cumulative(shift / 2.0.squareRoot())
          : normal.upperTail(normal.quantile(0.95) - shift)
      }
      let (before, after) = (value(0.5), value(0.5 + high))
      print("| \(night.name) | \(side) | \(metric) | \(before) | \(after - before) |")
    }
  }

  /// The share of pairs in which `gate` fails for a change.
  private func seen(
    _ metric: String, _ night: Night, _ side: Int, change: Double, pairs: Int
  ) async throws -> Double {
    let policy = try GatePolicy(yaml: "regressions: ['\(metric)': {by: 1.0e-9}]", file: "p.yaml")
    var count = 0
    for number in 0..<pairs {
      let (old, new) = try pair(night, number, side: side, change: change)
      if try await GateResult(new, by: policy, baseline: old).outcome == .fail { count += 1 }
    }
    return Double(count) / Double(pairs)
  }
}
