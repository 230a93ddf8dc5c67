import Statistics
import Synthesis
import Tensors
import Testing

@Suite("The conditioned network")
struct ConditionedNetworkTests {
  /// A small network with every parameter away from 0.
  static func network(hidden: [Int] = [7, 7, 5]) -> ConditionedNetwork {
    var generator = SeededGenerator(seed: 1, label: "network")
    var network = ConditionedNetwork(
      width: 3, hidden: hidden, conditions: [2, 3], using: &generator)
    network.parameters = network.parameters.map { _ in Float(0.3 * generator.normal()) }
    return network
  }

  static func inputs(_ count: Int) -> (Tensor<Float>, [Float], [[Int32]]) {
    var generator = SeededGenerator(seed: 2, label: "inputs")
    let numbers = (0..<count * 3).map { _ in Float(generator.normal()) }
    return (
      Tensor(shape: [count, 3], scalars: numbers),
      (0..<count).map { _ in Float(10 * generator.uniform()) },
      [(0..<count).map { Int32($0 % 3) - 1 }, (0..<count).map { Int32($0 % 4) - 1 }]
    )
  }

  @Test("gradients by all parameters are those of finite differences")
  func gradient() {
    var network = Self.network()
    let (inputs, noise, conditions) = Self.inputs(6)
    let outer = Tensor(
      shape: [6, 3], scalars: (0..<18).map { Float($0 % 5) / 5 - 0.4 })
    func value(_ parameters: [Float]) -> Double {
      var moved = network
      moved.parameters = parameters
      let outputs = moved.forward(inputs, noise: noise, conditions: conditions)
      return zip(outputs.scalars, outer.scalars).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    _ = network.forward(inputs, noise: noise, conditions: conditions)
    let gradient = network.backward(outer)
    #expect(gradient.count == network.parameters.count)
    let step: Float = 5e-3
    // Single precision leaves about 1e-6 / step of error in a difference.
    for place in stride(from: 0, to: gradient.count, by: 3) {
      var (up, down) = (network.parameters, network.parameters)
      up[place] += step
      down[place] -= step
      let difference = (value(up) - value(down)) / Double(2 * step)
      #expect(
        abs(difference - Double(gradient[place])) < 2e-3 * max(1, abs(difference)), "\(place)")
    }
  }

  @Test("a record's outputs do not depend on the others of its batch")
  func independent() {
    var network = Self.network()
    let (inputs, noise, conditions) = Self.inputs(6)
    let all = network.forward(inputs, noise: noise, conditions: conditions)
    let alone = network.forward(
      Tensor(shape: [1, 3], scalars: Array(inputs.row(4))), noise: [noise[4]],
      conditions: conditions.map { [$0[4]] })
    for (together, single) in zip(all.row(4), alone.scalars) {
      #expect(abs(together - single) < 1e-5)
    }
  }

  @Test("a condition that is left out is another input than any level")
  func null() {
    var network = Self.network()
    let (inputs, noise, _) = Self.inputs(1)
    let answers = (-1..<2).map { level in
      network.forward(inputs, noise: noise, conditions: [[Int32(level)], [0]]).scalars
    }
    #expect(Set(answers).count == 3)
  }

  @Test("an untrained network answers 0, and one without hidden layers is linear")
  func untrained() {
    var generator = SeededGenerator(seed: 1, label: "network")
    var network = ConditionedNetwork(width: 3, hidden: [8], conditions: [], using: &generator)
    let (inputs, noise, _) = Self.inputs(4)
    #expect(
      network.forward(inputs, noise: noise, conditions: []).scalars
        == Array(repeating: 0, count: 12))
    var linear = ConditionedNetwork(width: 3, hidden: [], conditions: [], using: &generator)
    linear.parameters = [1, 0, 0, 0, 2, 0, 0, 0, 3, 0.5, 0.5, 0.5]
    let outputs = linear.forward(inputs, noise: noise, conditions: []).scalars
    #expect(outputs[1] == 2 * inputs.scalars[1] + 0.5)
  }
}
