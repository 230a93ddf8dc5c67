import Foundation
import Statistics
import Testing
import Unlearning

@Suite("Evaluation of forgetting step by step")
struct StepEvaluationTests {
  private let candidates = 80
  private let rates = [0, 0.5, 1]

  /// Losses of 0.3 for records that are still held and 1 for the others, with noise; a leak lowers those of forgotten ones.
  private func evidence(
    runs: Int = 8, leaks: [(String, Double)], versions: Int = 3, seed: UInt64 = 2
  ) -> StepEvidence {
    let fates = (0..<runs).map { run -> [Int?] in
      let coins = ExchangeableHalves.coins(candidates, run: run, seed: seed)
      return coins.enumerated().map { $0.element ? 1 + $0.offset % 2 : nil }
    }
    let arms = leaks.map { name, leak in
      StepEvidence.Arm(
        name,
        runs: (0..<runs).map { run in
          (0..<3).map { step in
            answers(
              fates[run], step: step, leak: leak, versions, "\(step > 0 ? name : "") \(run) \(seed)"
            )
          }
        }, stopped: nil)
    }
    return StepEvidence(fates: fates, rates: rates, arms: arms)
  }

  private func answers(
    _ fates: [Int?], step: Int, leak: Double, _ versions: Int, _ label: String
  ) -> StepEvidence.Answers {
    var generator = SeededGenerator(seed: 6, label: "\(label) \(step)")
    let losses = fates.map { fate -> [Double] in
      let isHeld = fate.map { $0 > step } ?? false
      let level = isHeld ? 0.3 : fate == nil ? 1 : 1 - leak
      return (0..<versions).map { _ in level * exp(0.5 * generator.normal()) }
    }
    return StepEvidence.Answers(
      losses: losses, isRight: fates.map { ($0 ?? 0) > step }, testAccuracy: 0.75,
      recordPasses: 10 * step, generated: step)
  }

  @Test(
    "forgotten records are at one half where nothing leaks and above where it does, and the ways are compared"
  )
  func findings() throws {
    let result = try StepEvaluation(evidence(leaks: [("none", 0), ("shared", 0.5)]))
    #expect(result.runs == 8)
    for attack in StepAttack.allCases {
      func finding(_ arm: Int, _ step: Int, _ group: StepEvaluation.Group) throws
        -> StepEvaluation.Finding
      {
        try #require(
          result.arms[arm].steps[step].findings.first { $0.attack == attack && $0.group == group })
      }
      let (clean, leaky) = (try finding(0, 1, .forgotten), try finding(1, 1, .forgotten))
      // Eight runs of twenty forgotten and forty never-seen records: a standard error of 0.03.
      #expect(abs(clean.area.value - 0.5) < 0.1, "\(attack) \(clean.area.value)")
      #expect(abs(clean.success.value - 0.5) < 0.1)
      #expect(clean.difference == nil)
      #expect(leaky.area.value > 0.65, "\(attack) \(leaky.area.value)")
      #expect(try #require(leaky.difference?.interval).low > 0)
      #expect(try #require(leaky.pValue) < 0.001)
      #expect(try finding(0, 0, .members).success.value > 0.75)
      #expect(try finding(0, 1, .retained).area.value > 0.8)
      // All members are forgotten in the end.
      #expect(try finding(0, 2, .members).area == finding(0, 2, .forgotten).area)
    }
  }

  @Test("where nothing leaks one half is rejected as often as it should be")
  func levels() throws {
    var rejected = 0
    for seed in 10..<160 {
      let steps = try StepEvaluation(
        evidence(runs: 6, leaks: [("none", 0)], versions: 1, seed: UInt64(seed))
      ).arms[0].steps
      let found = try #require(steps[1].findings.first { $0.group == .forgotten })
      if try #require(found.pValue) < 0.05 { rejected += 1 }
    }
    // Of 150 at a level of 5 %; more than 17 have a probability of 0.0005.
    #expect(rejected <= 17, "\(rejected)")
  }

  @Test("accuracies and costs are of the records and the step that they say")
  func worth() throws {
    let steps = try StepEvaluation(evidence(leaks: [("none", 0)])).arms[0].steps
    #expect(steps.map(\.rate) == rates)
    #expect(steps[0].retainedAccuracy?.value == 1 && steps[0].forgottenAccuracy == nil)
    #expect(steps[1].retainedAccuracy?.value == 1 && steps[1].forgottenAccuracy?.value == 0)
    #expect(steps[2].retainedAccuracy == nil && steps[2].testAccuracy.value == 0.75)
    #expect(steps.map(\.recordPasses) == [0, 10, 20] && steps.map(\.generated) == [0, 1, 2])
  }

  @Test("of one version only the loss is asked")
  func oneVersion() throws {
    let step = try StepEvaluation(evidence(leaks: [("none", 0)], versions: 1)).arms[0].steps[1]
    #expect(Set(step.findings.map(\.attack)) == [.loss])
  }
}
