import SampleTables
import Statistics
import Synthesis
import Tables
import Testing

@Suite("Images as rows of tables")
struct ImageGeneratorTests {
  /// Images of 2 x 2 points from 0 to 16, bright above or below by their class.
  private static func data(_ counts: [Int]) -> Dataset {
    var generator = SeededGenerator(seed: 1, label: "points")
    let label = counts.enumerated().flatMap { Array(repeating: Int32($0), count: $1) }
    let points = (0..<4).map { place in
      label.map { level -> Double in
        let isBright = (place < 2) == (level == 0)
        return Double(isBright ? 12 + generator.integer(below: 5) : generator.integer(below: 5))
      }
    }
    return table(
      "points",
      numbers: Dictionary(uniqueKeysWithValues: points.enumerated().map { ("p\($0)", $1) }),
      label: (label, ["above", "below"]))
  }

  private static let plan: ImageGeneratorPlan = {
    var plan = ImageGeneratorPlan()
    (plan.shape, plan.range, plan.hidden) = ([2, 2, 1], [0, 16], [48, 48])
    (plan.training.epochs, plan.training.batch, plan.training.rate) = (150, 64, 4e-3)
    plan.training.average = 0.99
    return plan
  }()

  @Test("generated images have the points of their class, whole and within the range")
  func images() throws {
    let data = Self.data([200, 200])
    let model = try ImageGenerator(
      learningFrom: data, attributes: [try TableAttribute("label", of: data)], plan: Self.plan,
      generator: TableDiffusionTests.generator)
    let made = try model.records(
      100, levels: [(0..<100).map { Int32($0 % 2) }], guidance: [0],
      generator: TableDiffusionTests.generator)
    #expect(made.label.codes == (0..<100).map { Int32($0 % 2) })
    let first = TableDiffusionTests.numbers(made, 0)
    #expect(first.allSatisfy { $0 == $0.rounded() && $0 >= 0 && $0 <= 16 })
    let right = first.enumerated().count { ($1 > 8) == $0.isMultiple(of: 2) }
    #expect(right >= 95, "\(right) of 100")
  }

  @Test("a table of images is debiased by images that are generated")
  func debiased() throws {
    var plan = TableDebiasingPlan(attributes: ["label"])
    (plan.generator, plan.images) = (.images, Self.plan)
    plan.images.training.epochs = 3
    (plan.loop.batch, plan.loop.threshold) = (10, 1e-6)
    let found = try TableDebiasing(
      Self.data([60, 40]), plan: plan, generator: TableDiffusionTests.generator)
    #expect(found.debiasing.outcome == .reached && found.generated.count == 20)
    #expect(found.generated.label.codes.allSatisfy { $0 == 1 } && found.losses.count == 3)
  }

  @Test("what is no table of such images is refused in one line")
  func refused() throws {
    let data = Self.data([10, 10])
    let label = try TableAttribute("label", of: data)
    func message(_ attributes: [TableAttribute], _ change: (inout ImageGeneratorPlan) -> Void)
      -> String
    {
      var plan = Self.plan
      change(&plan)
      do {
        _ = try ImageGenerator(
          learningFrom: data, attributes: attributes, plan: plan,
          generator: TableDiffusionTests.generator)
        return ""
      } catch {
        return "\(error)"
      }
    }
    #expect(
      message([label]) { $0.shape = [3, 3, 1] }
        == "images of the shape [3, 3, 1] have 9 values, but there are 4 features; correct 'shape'")
    #expect(
      message([label]) { $0.range = [0, 1] }.hasPrefix("feature 'p0' is no number from 0.0 to 1.0"))
    #expect(message([]) { _ in }.hasPrefix("images are made with their class"))
  }
}
