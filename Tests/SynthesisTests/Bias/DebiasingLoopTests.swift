import Statistics
import Synthesis
import Testing

@Suite("The debiasing loop")
struct DebiasingLoopTests {
  private static func run(
    _ counts: [[Int]], priors: [[Double]], plan: DebiasingPlan,
    generate: ([[Int32]]) -> [[Int32]] = { $0 }
  ) throws -> Debiasing {
    let loss = BiasLoss(
      try priors.map { try AttributeBiasTests.attribute($0, smoothing: 0.5) })
    var generator = SeededGenerator(seed: 3, label: "loop")
    return try DebiasingLoop(loss, plan).run(
      from: counts, using: &generator, generate: generate)
  }

  @Test(
    "with single records the loop needs just the closed form's number",
    arguments: [([2041, 2959], 918), ([3200, 800], 2400)])
  func closedForm(counts: [Int], added: Int) throws {
    var plan = DebiasingPlan()
    (plan.batch, plan.threshold, plan.stepLimit) = (1, 1e-12, 10_000)
    let found = try Self.run([counts], priors: [[1, 1]], plan: plan)
    #expect(found.outcome == .reached && found.steps.last?.generated == added)
    #expect(found.baseline?.added == added)
  }

  @Test("the total bias falls with every batch, and the last state alone is below the threshold")
  func falls() throws {
    var plan = DebiasingPlan()
    plan.threshold = 1e-5
    let found = try Self.run(
      [[900, 60, 40], [300, 700]], priors: [[1, 1, 1], [1, 3]], plan: plan)
    #expect(found.outcome == .reached)
    for (before, after) in zip(found.steps, found.steps.dropFirst()) {
      #expect(after.total < before.total && before.total >= plan.threshold)
    }
    let (last, baseline) = (try #require(found.steps.last), try #require(found.baseline))
    // A small bias is left, so somewhat fewer records are enough, and hardly more than a batch over the exact number.
    #expect(Double(last.generated) > 0.9 * Double(baseline.added))
    #expect(last.generated <= baseline.added + 10)
  }

  @Test(
    "guidance turns back at once where a level has caught up, also from a share of next to nothing")
  func turnsBack() throws {
    var plan = DebiasingPlan()
    (plan.batch, plan.threshold) = (50, 1e-10)
    let found = try Self.run([[600, 400]], priors: [[1, 1]], plan: plan)
    #expect(found.outcome == .reached && found.steps.last?.generated == 200)
    #expect(found.steps.last?.counts == [[600, 600]])
  }

  @Test("a generator that makes other levels than it was asked for is counted by what it made")
  func disobedient() throws {
    var plan = DebiasingPlan()
    (plan.batch, plan.threshold, plan.countLimit) = (10, 1e-6, 500)
    let stubborn = try Self.run([[60, 40]], priors: [[1, 1]], plan: plan) { wanted in
      wanted.map { $0.map { _ in 0 } }
    }
    #expect(stubborn.outcome == .countLimit && stubborn.steps.last?.counts == [[560, 40]])
    let half = try Self.run([[60, 40]], priors: [[1, 1]], plan: plan) { wanted in
      wanted.map { $0.enumerated().map { $0.isMultiple(of: 2) ? $1 : -1 } }
    }
    #expect(half.outcome == .reached && (half.steps.last?.generated ?? 0) >= 38)
  }

  @Test("balance that adding records cannot bring is told apart from limits")
  func impossible() throws {
    var plan = DebiasingPlan()
    (plan.countLimit, plan.threshold) = (100, 1e-3)
    let found = try Self.run([[50, 50]], priors: [[1, 0]], plan: plan)
    #expect(found.outcome == .noPriorMass && found.baseline == nil)
    plan.stepLimit = 1
    #expect(try Self.run([[90, 10]], priors: [[1, 1]], plan: plan).outcome == .stepLimit)
  }

  @Test("data without bias get no record")
  func nothingToDo() throws {
    let found = try Self.run([[50, 50]], priors: [[1, 1]], plan: DebiasingPlan())
    #expect(found.steps.count == 1 && found.outcome == .reached && found.baseline?.added == 0)
  }
}
