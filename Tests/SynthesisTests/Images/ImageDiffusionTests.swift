import Statistics
import Synthesis
import Tensors
import Testing

@Suite("Diffusion of images")
struct ImageDiffusionTests {
  /// Images of 2 x 2 points that are bright above or below, by their level, a little noisy.
  private static func data(_ count: Int) -> LabelledImages {
    var generator = SeededGenerator(seed: 1, label: "images")
    let levels = (0..<count).map { Int32($0 % 2) }
    let pixels = levels.flatMap { level -> [Float] in
      let top: Float = level == 0 ? 0.8 : -0.8
      return [top, top, -top, -top].map { $0 + Float(0.1 * generator.normal()) }
    }
    return LabelledImages(
      images: Tensor(shape: [count, 2, 2], scalars: pixels), levels: [levels])
  }

  private static func generator(_ purpose: String) -> SeededGenerator {
    SeededGenerator(seed: 4, label: purpose)
  }

  private static func model(
    _ data: LabelledImages, epochs: Int
  ) throws -> ImageDiffusion<ConditionedNetwork> {
    var plan = DenoiserPlan()
    (plan.epochs, plan.batch, plan.rate, plan.average) = (epochs, 64, 4e-3, 0.99)
    var weights = generator("weights")
    return try ImageDiffusion(
      learningFrom: data,
      network: ConditionedNetwork(width: 4, hidden: [48, 48], conditions: [2], using: &weights),
      plan: plan, generator: generator)
  }

  @Test("images of a level are what that level's images are, and its mean and deviation come back")
  func conditional() throws {
    let model = try Self.model(Self.data(600), epochs: 250)
    var generator = Self.generator("samples")
    let made = try model.images(
      of: [2, 2], levels: [(0..<400).map { Int32($0 % 2) }], guidance: [0], using: &generator)
    #expect(made.shape == [400, 2, 2])
    let expected: [[Float]] = [[0.8, 0.8, -0.8, -0.8], [-0.8, -0.8, 0.8, 0.8]]
    var (wrong, squares) = (0, 0.0)
    for image in 0..<400 {
      let errors = zip(made.row(image), expected[image % 2]).map { Double($0 - $1) }
      if errors.contains(where: { abs($0) > 0.8 }) { wrong += 1 }
      squares += errors.reduce(0) { $0 + $1 * $1 } / 1_600
    }
    #expect(wrong <= 4, "\(wrong) of 400 of the other level")
    // The data's own is 0.01; a network of this size blurs it somewhat.
    #expect(squares > 0.003 && squares < 0.04, "\(squares)")
    #expect((model.losses.last ?? 1) < 0.5 * model.losses[0])
  }

  @Test("guidance by one attribute moves the answer away from that without it, weight 0 leaves it")
  func guidance() throws {
    var model = try Self.model(Self.data(200), epochs: 20)
    let noisy = Tensor<Float>(shape: [1, 2, 2], scalars: [0.5, -0.5, 0.1, 0])
    func clean(_ level: Int32, _ weight: Double) -> [Float] {
      model.clean(noisy, level: 1, conditions: [[level]], guidance: [weight]).scalars
    }
    let (given, none, guided) = (clean(0, 0), clean(-1, 0), clean(0, 2))
    for place in 0..<4 {
      let expected = given[place] + 2 * (given[place] - none[place])
      #expect(abs(guided[place] - expected) < 1e-4)
    }
    #expect(given != none)
  }

  @Test("no image is refused in one line")
  func empty() {
    let none = LabelledImages(
      images: Tensor(shape: [0, 2, 2], scalars: []), levels: [[]])
    #expect { try Self.model(none, epochs: 1) } throws: {
      "\($0)" == "there is no image to learn from; give at least one"
    }
  }
}
