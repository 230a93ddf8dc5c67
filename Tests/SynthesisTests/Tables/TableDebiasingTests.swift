import SampleTables
import Statistics
import Synthesis
import Tables
import Testing

@Suite("Debiasing of tables")
struct TableDebiasingTests {
  /// Records of two groups and classes in given numbers: `f no`, `f yes`, `m no`, `m yes`; ages differ by group.
  private static func people(_ cells: [Int]) -> Dataset {
    var generator = SeededGenerator(seed: 1, label: "people")
    let codes = cells.enumerated().flatMap { Array(repeating: $0, count: $1) }
    return table(
      "people",
      numbers: ["age": codes.map { (30 + 20 * Double($0 / 2) + 3 * generator.normal()).rounded() }],
      levels: ["sex": (codes.map { Int32($0 / 2) }, ["f", "m"])],
      label: (codes.map { Int32($0 % 2) }, ["no", "yes"])
    ).grouped(by: rules)
  }

  private static let rules = [
    GroupRule(name: "sex", column: "sex"),
    GroupRule(name: "age", column: "age", rule: .cuts([40])),
  ]

  private static func debias(
    _ plan: TableDebiasingPlan, _ table: Dataset, rules: [GroupRule] = rules
  ) throws -> TableDebiasing {
    var surroundings = TableDebiasing.Surroundings()
    surroundings.rules = rules
    return try TableDebiasing(
      table, plan: plan, generator: TableDiffusionTests.generator, surroundings: surroundings)
  }

  private static func plan(_ attributes: [String]) -> TableDebiasingPlan {
    var plan = TableDebiasingPlan(attributes: attributes)
    plan.diffusion = TableDiffusionTests.plan(30, hidden: [32])
    (plan.loop.batch, plan.loop.threshold) = (20, 1e-6)
    return plan
  }

  @Test(
    "two attributes become even, and the records added are fewer than a batch above the closed form"
  )
  func even() throws {
    let data = Self.people([40, 20, 100, 40])
    let found = try Self.debias(Self.plan(["sex", "label"]), data)
    #expect(found.debiasing.outcome == .reached && found.debiasing.baseline?.added == 80)
    #expect(found.generated.count >= 80 && found.generated.count < 100)
    let whole = try data.joining([found.generated]).grouped(by: Self.rules)
    let women = whole.groups[0].categories.codes.count { $0 == 0 }
    #expect(2 * women == whole.count && 2 * whole.label.codes.count { $0 == 0 } == whole.count)
    #expect(found.agreement.allSatisfy { $0.share == 1 })
  }

  @Test("an intersection becomes even in all combinations")
  func intersection() throws {
    let found = try Self.debias(Self.plan(["sex x label"]), Self.people([40, 20, 100, 40]))
    #expect(found.attributes[0].levels == ["f x no", "f x yes", "m x no", "m x yes"])
    #expect(found.debiasing.steps.last?.counts == [[100, 100, 100, 100]])
  }

  @Test("a group that follows from a generated number is counted by what the number became")
  func derived() throws {
    let data = Self.people([60, 40, 20, 20])
    var plan = Self.plan(["age"])
    plan.diffusion.training.epochs = 300
    let found = try Self.debias(plan, data)
    let whole = try data.joining([found.generated]).grouped(by: Self.rules)
    let counts = (0..<2).map { level in
      whole.groups[1].categories.codes.count { $0 == Int32(level) }
    }
    #expect(found.debiasing.steps.last?.counts == [counts], "\(whole.groups[1].categories.names)")
    #expect(found.debiasing.outcome == .reached && abs(counts[0] - counts[1]) <= 1)
    // A network of this size tells the two ages apart in most records.
    #expect(found.agreement[0].share > 0.8)
  }

  @Test("copies of records debias too, but not combinations that no record has")
  func resampling() throws {
    var plan = Self.plan(["sex", "label"])
    plan.generator = .resampling
    let found = try Self.debias(plan, Self.people([40, 20, 100, 40]))
    #expect(found.debiasing.outcome == .reached && found.losses.isEmpty)
    #expect {
      try Self.debias(plan, Self.people([0, 20, 100, 5]))
    } throws: {
      "\($0)".contains("at once, so none can be copied; take the generator 'diffusion'")
    }
  }

  @Test("a prior by search stops short of balance where records cost more than the bias is worth")
  func searched() throws {
    var plan = Self.plan(["sex"])
    plan.generator = .resampling
    (plan.estimator, plan.cost) = (distributionEstimators[0].init(SearchPlan()), 0.1)
    let found = try Self.debias(plan, Self.people([30, 30, 70, 70]))
    let share = try #require(found.attributes.first?.prior.first)
    #expect(share > 0.35 && share < 0.5 && found.debiasing.outcome == .reached)
    #expect(found.generated.count < 80)
  }

  @Test("what does not fit is refused in one line")
  func refused() {
    let data = Self.people([10, 10, 10, 10])
    func message(_ change: (inout TableDebiasingPlan) -> Void) -> String {
      var plan = Self.plan(["sex"])
      change(&plan)
      do {
        _ = try Self.debias(plan, data)
        return ""
      } catch {
        return "\(error)"
      }
    }
    #expect(
      message { $0.attributes = ["sex", "sex x label"] }.hasPrefix("attribute 'sex' is named twice")
    )
    #expect(message { $0.attributes = ["height"] }.hasPrefix("there is no attribute 'height'"))
    #expect(
      message { $0.priors = ["age": [:]] }.hasPrefix("there is a prior of 'age', which is none"))
    #expect(
      message { $0.priors = ["sex": ["x": 1]] }
        == "the prior of 'sex' names the level 'x'; its levels are f, m")
    #expect(message { $0.guidance = [1, 2] }.hasPrefix("2 weights of guidance for 1 attributes"))
  }
}
