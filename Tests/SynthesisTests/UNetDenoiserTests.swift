import Tables
import Statistics
import Synthesis
import Tensors
import Testing

@Suite("A U-Net as a denoiser")
struct UNetDenoiserTests {
  private static func numbers(_ count: Int, _ label: String) -> [Float] {
    var generator = SeededGenerator(seed: 4, label: label)
    return (0..<count).map { _ in Float(generator.normal()) }
  }

  /// A network of two attributes, of three and two levels, whose branches are not zero.
  private static func network() -> UNetDenoiser {
    var network = UNetDenoiser(
      size: ImageShape(height: 8, width: 4, channels: 1), width: 8, levels: [3, 2], seed: 1)
    let noise = numbers(network.parameters.count, "parameters")
    network.parameters = zip(network.parameters, noise).map { $0 + 0.1 * $1 }
    return network
  }

  private static let count = 5
  private static let images = Tensor(shape: [count, 8, 4, 1], scalars: numbers(160, "images"))
  private static let noise = numbers(count, "noise")
  private static let conditions: [[Int32]] = [[0, 1, 2, -1, 0], [1, -1, 0, 0, 1]]

  @Test("images do not see each other, in whatever lane they pass")
  func independent() {
    var network = Self.network()
    let together = network.forward(Self.images, noise: Self.noise, conditions: Self.conditions)
    for image in 0..<Self.count {
      let alone = network.forward(
        Tensor(shape: [1, 8, 4, 1], scalars: Array(Self.images.row(image))),
        noise: [Self.noise[image]], conditions: Self.conditions.map { [$0[image]] })
      for (one, other) in zip(alone.scalars, together.row(image)) {
        #expect(abs(one - other) < 1e-4 * max(1, abs(one)))
      }
    }
  }

  @Test("every attribute's level is heard, and a missing one is an answer of its own")
  func conditions() {
    var network = Self.network()
    let image = Tensor(shape: [1, 8, 4, 1], scalars: Array(Self.images.row(0)))
    var answers: Set<[Float]> = []
    for first in [-1, 0, 1, 2] as [Int32] {
      for second in [-1, 0, 1] as [Int32] {
        answers.insert(
          network.forward(image, noise: [0.2], conditions: [[first], [second]]).scalars)
      }
    }
    #expect(answers.count == 12)
  }

  @Test("gradients are central differences, over parts and blocks alike", arguments: [5, 70])
  func gradient(count: Int) {
    var network = Self.network()
    let images = Tensor(
      shape: [count, 8, 4, 1], scalars: Self.numbers(32 * count, "many images"))
    let noise = Self.numbers(count, "many levels")
    let conditions: [[Int32]] = [
      (0..<count).map { Int32($0 % 4) - 1 }, (0..<count).map { Int32($0 % 3) - 1 },
    ]
    let outer = Tensor(
      shape: [count, 8, 4, 1], scalars: Self.numbers(32 * count, "outer").map { $0 / 10 })
    _ = network.forward(images, noise: noise, conditions: conditions)
    let gradient = network.backward(outer)
    let start = network.parameters
    func loss(_ direction: [Float], _ step: Float) -> Double {
      network.parameters = zip(start, direction).map { $0 + step * $1 }
      let answer = network.forward(images, noise: noise, conditions: conditions)
      return zip(answer.scalars, outer.scalars).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    for label in ["one direction", "another"] {
      let direction = Self.numbers(start.count, label)
      let slope = zip(gradient, direction).reduce(0) { $0 + Double($1.0) * Double($1.1) }
      let found = (loss(direction, 1e-3) - loss(direction, -1e-3)) / 2e-3
      #expect(abs(found - slope) < 2e-2 * max(1, abs(slope)))
    }
  }

  @Test("the same numbers come out again, and copies do not change each other")
  func values() {
    var first = Self.network()
    var second = first
    let before = first.forward(Self.images, noise: Self.noise, conditions: Self.conditions)
    second.parameters = second.parameters.map { $0 * 0.5 }
    let other = second.forward(Self.images, noise: Self.noise, conditions: Self.conditions)
    let after = first.forward(Self.images, noise: Self.noise, conditions: Self.conditions)
    #expect(before == after && before != other)
  }

  @Test("sides that do not halve twice do not fit")
  func sizes() {
    #expect(UNetDenoiser.fits(ImageShape(height: 8, width: 4, channels: 1)))
    #expect(!UNetDenoiser.fits(ImageShape(height: 28, width: 10, channels: 1)))
  }
}
