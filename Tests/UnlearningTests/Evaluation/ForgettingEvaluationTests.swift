import Auditing
import Foundation
import Statistics
import Tensors
import Testing
import Unlearning

@Suite("Evaluation of forgetting")
struct ForgettingEvaluationTests {
  private let candidates = 120
  private let runs = 12

  /// Class scores of two classes whose log odds of the label are known: a record's own level, noise, and a gain where given.
  private func bank(
    _ name: String, gain: Double, coins: [[Bool]], noise: Double = 0.3
  ) -> ForgettingEvidence.Bank {
    let count = candidates + 80
    return ForgettingEvidence.Bank(
      name,
      runs: coins.indices.map { scores(name, count, gain: gain, coins: coins[$0], run: $0, noise) },
      versions: coins.count < 2
        ? []
        : coins.indices.map { run in
          (1...3).map {
            scores("\(name) \($0)", candidates, gain: gain, coins: coins[run], run: run, noise)
          }
        }, seconds: coins.map { _ in 2 }, recordPasses: coins.map { _ in 30 })
  }

  private func scores(
    _ name: String, _ count: Int, gain: Double, coins: [Bool], run: Int, _ noise: Double
  ) -> Tensor<Float> {
    var generator = SeededGenerator(seed: 5, label: "\(name) \(run)")
    return Tensor(
      shape: [count, 2],
      scalars: (0..<count).flatMap { row -> [Float] in
        let level = 1 + sin(Double(row))
        let own = row < candidates && coins[row] ? gain : 0
        return [0, Float(level + own + noise * generator.normal())]
      })
  }

  private func evidence(
    _ methods: [(String, Double)], coins: [[Bool]]? = nil
  ) throws -> ForgettingEvidence {
    let coins = coins ?? (0..<runs).map { ExchangeableHalves.coins(candidates, run: $0, seed: 3) }
    let several = coins.count > 1 ? coins : Array(repeating: coins[0], count: 1)
    return try ForgettingEvidence(
      labels: Array(repeating: 1, count: candidates + 80),
      rows: .init(
        candidates: Array(0..<candidates), wasForgotten: coins,
        retained: Array(candidates..<candidates + 40),
        test: Array(candidates + 40..<candidates + 80)),
      original: bank("original", gain: 1, coins: several),
      retrained: bank("retrain", gain: 0, coins: several),
      methods: methods.map { bank($0.0, gain: $0.1, coins: several) })
  }

  @Test(
    "attacks find what models keep, the oracle passes, and only what differs from it is told apart")
  func attacks() throws {
    let result = try ForgettingEvaluation(evidence([("perfect", 0), ("nothing", 1), ("over", -1)]))
    #expect(result.oraclesPass)
    #expect(result.retrained.attacks.allSatisfy { $0.difference == nil && $0.reason.isEmpty })
    let before = try #require(result.before)
    for (place, attack) in before.attacks.enumerated() {
      let area = try #require(attack.area)
      // Losses vary more between records than by the gain; references take that away.
      let isAlone = [.loss, .mean, .moments].contains(attack.attack)
      #expect(area.value > (isAlone ? 0.65 : 0.95), "\(attack.attack)")
      let (perfect, nothing) = (result.methods[0].attacks[place], result.methods[1].attacks[place])
      #expect(abs((perfect.area?.value ?? 0) - 0.5) < 0.05)
      #expect(try #require(nothing.difference?.adjusted) < 1e-6)
      // Eighteen tests at a level of 5 % together; the seed is fixed.
      #expect(try #require(perfect.difference?.adjusted) > 0.05)
    }
    // Forgotten too well: losses are below one half, the likelihood ratio of having been unlearned is not.
    let over = result.methods[2].attacks
    #expect((over[0].area?.value ?? 1) < 0.35)
    #expect((over[5].area?.value ?? 0) > 0.95)
  }

  @Test("the forgetting score and the tug of war rank methods, and cost is averaged")
  func scores() throws {
    let result = try ForgettingEvaluation(evidence([("perfect", 0), ("nothing", 3)]))
    let (perfect, nothing) = (result.methods[0], result.methods[1])
    #expect((perfect.score?.value ?? 0) > 3 * (nothing.score?.value ?? 1))
    #expect((result.finalScore(of: perfect) ?? 0) > 0)
    // The oracles' own score, of as many models, is what a perfect method comes near.
    let own = try #require(result.retrained.score)
    #expect(own.modelCount == 6 && perfect.score?.modelCount == 6)
    #expect(abs((own.value ?? 0) - (perfect.score?.value ?? 1)) < 0.1)
    #expect((perfect.tugOfWar?.value ?? 0) > (nothing.tugOfWar?.value ?? 1))
    #expect(perfect.seconds == 2 && perfect.recordPasses == 30)
    #expect((nothing.tugOfWar?.interval?.level) == 0.95)
    #expect(perfect.testConfusion == nil)
    let given = try evidence([("nothing", 3)])
    let swapped = try ForgettingEvaluation(
      ForgettingEvidence(
        labels: given.labels, rows: given.rows, original: nil, retrained: given.retrained,
        methods: given.methods, swapped: (0, 1)))
    let row = swapped.methods[0]
    #expect(abs((row.testConfusion?.value ?? 0) + row.testAccuracy.value - 1) < 1e-12)
    #expect(abs((row.forgetConfusion?.value ?? 0) - row.forgottenAccuracy.value) < 1e-12)
  }

  @Test("with one run the loss is compared on its records, and the others say what they lack")
  func oneRun() throws {
    let coins = [ExchangeableHalves.coins(candidates, run: 0, seed: 3)]
    let result = try ForgettingEvaluation(evidence([("nothing", 1)], coins: coins))
    let attacks = result.methods[0].attacks
    #expect(attacks[0].area?.interval?.method == "DeLong")
    #expect(attacks[0].difference?.estimate.interval?.method == "DeLong paired")
    for (attack, reason) in zip(
      attacks.dropFirst(),
      [
        "asked about each record once", "asked about each record once", "give the coins",
        "give the coins", "give the coins",
      ])
    {
      #expect(attack.area == nil && attack.reason.contains(reason), "\(attack)")
    }
    #expect(result.methods[0].score == nil)
  }

  @Test("an oracle that knows the coins fails the control")
  func leakyOracle() throws {
    let coins = (0..<runs).map { ExchangeableHalves.coins(candidates, run: $0, seed: 3) }
    let honest = try evidence([])
    let leaky = try ForgettingEvidence(
      labels: honest.labels, rows: honest.rows, original: honest.original,
      retrained: bank("retrain", gain: 1, coins: coins), methods: [])
    #expect(try !ForgettingEvaluation(leaky).oraclesPass)
  }

  @Test("with six runs no attack on the oracle leans to either side")
  func unbiased() throws {
    var (areas, covered, passed): ([[Double]], Int, Int) = (Array(repeating: [], count: 6), 0, 0)
    for seed in 0..<40 {
      let coins = (0..<6).map { ExchangeableHalves.coins(candidates, run: $0, seed: UInt64(seed)) }
      let result = try ForgettingEvaluation(
        ForgettingEvidence(
          labels: Array(repeating: 1, count: candidates + 80),
          rows: .init(
            candidates: Array(0..<candidates), wasForgotten: coins,
            retained: Array(candidates..<candidates + 40),
            test: Array(candidates + 40..<candidates + 80)),
          original: bank("original \(seed)", gain: 0.2, coins: coins),
          retrained: bank("retrain \(seed)", gain: 0, coins: coins), methods: []))
      if result.oraclesPass { passed += 1 }
      for (place, attack) in result.retrained.attacks.enumerated() {
        let area = try #require(attack.area)
        areas[place].append(area.value)
        if let interval = area.interval, interval.low <= 0.5, interval.high >= 0.5 { covered += 1 }
      }
    }
    // Of 240 intervals 228 are expected to cover one half, and of 40 controls at least 38 to pass.
    #expect(covered >= 210)
    #expect(passed >= 34)
    // 240 models of 120 records: a standard error of 0.0034 each; four in a row within four of them.
    for own in areas { #expect(abs(mean(own) - 0.5) < 0.014) }
  }

  @Test("the coins of two runs are halves that change places")
  func coins() {
    let (one, other) = (
      ExchangeableHalves.coins(1000, run: 4, seed: 3),
      ExchangeableHalves.coins(1000, run: 5, seed: 3)
    )
    #expect(one == other.map { !$0 })
    #expect(abs(one.count { $0 } - 500) < 80)
    #expect(one != ExchangeableHalves.coins(1000, run: 6, seed: 3))
  }

  @Test("evidence that does not fit is refused in one line")
  func refusals() throws {
    let good = try evidence([])
    func message(
      candidates: [Int]? = nil, retained: [Int]? = nil, test: [Int]? = nil,
      labels: [Int32]? = nil, coins: [[Bool]]? = nil, method: ForgettingEvidence.Bank? = nil
    ) -> String {
      do {
        _ = try ForgettingEvidence(
          labels: labels ?? good.labels,
          rows: .init(
            candidates: candidates ?? good.rows.candidates,
            wasForgotten: coins ?? good.rows.wasForgotten, retained: retained ?? good.rows.retained,
            test: test ?? good.rows.test), original: good.original, retrained: good.retrained,
          methods: method.map { [$0] } ?? [])
        return ""
      } catch { return "\(error)" }
    }
    #expect(message() == "")
    #expect(message(retained: []) == "the retain rows are empty; name some")
    #expect(
      message(test: [500]) == "the test rows name row 500 of 200 records; count from 0")
    #expect(
      message(test: [170, 170]) == "the test rows name a row twice; name each record once")
    #expect(
      message(retained: [5])
        == "row 5 is among the forget or never-seen rows and the retain rows; it can only be one")
    #expect(
      message(labels: Array(repeating: 2, count: 200))
        == "the label of row 0 is 2, but 'retrain' has classes 0 to 1")
    #expect(
      message(coins: [Array(repeating: true, count: 120)]).hasPrefix(
        "run 0 must have forgotten some of the 120 candidates"))
    var broken = good.retrained.runs
    broken[1].scalars[14] = .nan
    #expect(
      message(method: .init("mine", runs: broken))
        == "'mine', run 1: row 7 has a class score that is not finite; mend it or leave the model out"
    )
    #expect(
      message(method: .init("mine", runs: [broken[0]]))
        == "'mine' has 1 runs for the coins of 12; give as many rows of coins as runs")
    #expect(
      message(
        method: .init(
          "mine", runs: [Tensor(shape: [3, 2], scalars: Array(repeating: 0, count: 6))]))
        == "'mine', run 0: class scores of shape [3, 2] for 200 labels; give records x classes")
  }
}
