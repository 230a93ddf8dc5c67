import ImageLearning
import Tables
import Learning
import Statistics
import Tensors
import Testing

@Suite("U-Nets")
struct UNetTests {
  private static let shape = UNetShape(
    images: ImageShape(height: 8, width: 4, channels: 2), conditionCount: 3, width: 8,
    factors: [1, 2])

  private static func numbers(_ count: Int, _ label: String) -> [Float] {
    var generator = SeededGenerator(seed: 2, label: label)
    return (0..<count).map { _ in Float(generator.normal()) }
  }

  /// A network whose branches are not zero.
  private static var network: ImageNetwork {
    var network = ImageNetwork(shape: shape.network, seed: 1)
    let noise = numbers(network.parameters.count, "parameters")
    for index in noise.indices { network.parameters[index] += 0.1 * noise[index] }
    return network
  }

  private static let images = Tensor(shape: [2, 8, 4, 2], scalars: numbers(128, "images"))
  private static let conditions = Tensor<Float>(shape: [2, 3], scalars: [1, 0, 0, 0, 0.5, 1])

  @Test("a new U-Net gives zeros of the images' shape")
  func new() throws {
    let unet = UNet(
      Self.shape, network: ImageNetwork(shape: Self.shape.network, seed: 1), capacity: 2,
      learns: false)
    let result = try unet.forward(
      Self.images, noise: [0.1, -0.2], conditions: Self.conditions)
    #expect(result == Tensor(repeating: 0, shape: [2, 8, 4, 2]))
  }

  @Test("gradients are central differences, and add up")
  func gradient() throws {
    let unet = UNet(Self.shape, network: Self.network, capacity: 3, learns: true)
    let noise: [Float] = [0.3, -0.4]
    let result = try unet.forward(Self.images, noise: noise, conditions: Self.conditions)
    let outer = Tensor(shape: [2, 8, 4, 2], scalars: Self.numbers(128, "outer"))
    try unet.backward(outer)
    let once = unet.gradient
    _ = try unet.forward(Self.images, noise: noise, conditions: Self.conditions)
    try unet.backward(outer)
    #expect(zip(once, unet.gradient).allSatisfy { abs(2 * $0 - $1) < 1e-3 * max(1, abs($1)) })
    unet.clearGradient()
    #expect(unet.gradient.allSatisfy { $0 == 0 })
    func loss(_ change: (inout [Float]) -> Void) throws -> Double {
      var parameters = Self.network.parameters
      change(&parameters)
      unet.parameters = parameters
      return zip(
        try unet.forward(Self.images, noise: noise, conditions: Self.conditions).scalars,
        outer.scalars
      ).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    #expect(result.scalars.contains { abs($0) > 0.01 })
    // Along random directions and along the gradient itself.
    let length = once.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let directions =
      [once.map { $0 / length }] + (0..<4).map { Self.numbers(once.count, "direction \($0)") }
    for direction in directions {
      let expected = zip(once, direction).reduce(0) { $0 + Double($1.0) * Double($1.1) }
      let size = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
      let step: Float = 0.02 / size
      let above = try loss { for index in $0.indices { $0[index] += step * direction[index] } }
      let below = try loss { for index in $0.indices { $0[index] -= step * direction[index] } }
      let slope = (above - below) / Double(2 * step)
      #expect(abs(slope - expected) < 0.02 * Double(length * size) * 0.2 + 0.02 * abs(expected))
    }
  }

  @Test("noise levels and conditions change the result, and other images of the batch do not")
  func inputs() throws {
    let unet = UNet(Self.shape, network: Self.network, capacity: 2, learns: false)
    func run(_ noise: [Float], _ conditions: [Float]) throws -> [Float] {
      try unet.forward(
        Self.images, noise: noise, conditions: Tensor(shape: [2, 3], scalars: conditions)
      ).scalars
    }
    let base = try run([0.1, 0.1], [1, 0, 0, 1, 0, 0])
    let noisier = try run([0.1, 0.9], [1, 0, 0, 1, 0, 0])
    let other = try run([0.1, 0.1], [1, 0, 0, 0, 1, 0])
    #expect(base.prefix(64) == noisier.prefix(64) && base.suffix(64) != noisier.suffix(64))
    #expect(base.prefix(64) == other.prefix(64) && base.suffix(64) != other.suffix(64))
  }

  @Test("a U-Net learns to clean images")
  func learns() throws {
    let shape = UNetShape(
      images: ImageShape(height: 8, width: 8, channels: 1), conditionCount: 0, width: 8,
      factors: [1, 2])
    var plan = ImageTrainingPlan()
    plan.optimizer = .adam
    var state = ImageTrainingState(ImageNetwork(shape: shape.network, seed: 1), plan: plan)
    let unet = UNet(shape, network: state.network, capacity: 8, learns: true)
    let none = Tensor<Float>(shape: [8, 0], scalars: [])
    // Images of one random grey each, under noise.
    func images(_ step: Int) -> (clean: Tensor<Float>, noisy: Tensor<Float>) {
      let greys = Self.numbers(8, "grey \(step)")
      let noise = Self.numbers(512, "noise \(step)")
      let clean = (0..<512).map { greys[$0 / 64] }
      return (
        Tensor(shape: [8, 64], scalars: clean),
        Tensor(shape: [8, 64], scalars: zip(clean, noise).map { $0 + $1 })
      )
    }
    var losses: [Float] = []
    for step in 0..<60 {
      let (clean, noisy) = images(step)
      unet.network = state.network
      let result = try unet.forward(noisy, noise: Array(repeating: 0, count: 8), conditions: none)
      let errors = zip(result.scalars, clean.scalars).map { ($0 - $1) / 512 }
      losses.append(errors.reduce(0) { $0 + $1 * $1 } * 512)
      unet.clearGradient()
      try unet.backward(Tensor(shape: [8, 64], scalars: errors.map { 2 * $0 }))
      state.step(along: unet.gradient, rate: 0.003, plan: plan)
    }
    let early = losses.prefix(5).reduce(0, +) / 5
    let late = losses.suffix(10).reduce(0, +) / 10
    // The noise's own mean square is 1, that of the greys about 1; a mean of 64 points leaves a hundredth.
    #expect(late < 0.4 * early)
  }
}
