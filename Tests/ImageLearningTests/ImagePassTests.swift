import ImageLearning
import Tables
import Statistics
import Testing

/// A small network with random numbers everywhere, and what it is to compute.
struct LayerCase: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let shape: ImageNetworkShape
  var count = 3
  var usesRunning = false

  /// Wraps a layer in others, so that gradients reach it and leave it.
  init(
    _ name: String, _ size: ImageShape = ImageShape(height: 6, width: 5, channels: 5),
    usesRunning: Bool = false, _ body: (inout ImageNetworkShape) -> Void
  ) {
    var shape = ImageNetworkShape(images: size)
    body(&shape)
    (testDescription, self.shape, self.usesRunning) = (name, shape, usesRunning)
  }

  static let all: [LayerCase] = [
    LayerCase("3x3 convolution") { $0.add(.convolution(Convolution(19))) },
    LayerCase("5x5 convolution with a bias") {
      $0.add(.convolution(Convolution(7, kernel: 5, hasBias: true)))
    },
    LayerCase("1x1 convolution by steps of 2") {
      $0.add(.convolution(Convolution(16, kernel: 1, stride: 2)))
    },
    LayerCase(
      "3x3 convolution by steps of 2, without padding", .init(height: 9, width: 7, channels: 16)
    ) {
      $0.add(.convolution(Convolution(32, kernel: 3, stride: 2, padding: 0)))
    },
    LayerCase("batch normalisation", .init(height: 4, width: 4, channels: 21)) {
      $0.add(.batchNorm(.identity))
    },
    LayerCase("batch normalisation and ReLU", .init(height: 4, width: 4, channels: 16)) {
      $0.add(.convolution(Convolution(33)))
      $0.add(.batchNorm(.relu))
    },
    LayerCase("batch normalisation with running statistics", usesRunning: true) {
      $0.add(.batchNorm(.relu))
    },
    LayerCase("residual connection") {
      let start = $0.add(.convolution(Convolution(18)))
      let first = $0.add(.batchNorm(.relu), to: start)
      let second = $0.add(.convolution(Convolution(18)), to: first)
      $0.add(.batchNorm(.relu), to: second, and: first)
    },
    LayerCase("residual connection through a projection") {
      let start = $0.add(.convolution(Convolution(6)))
      let first = $0.add(.convolution(Convolution(8, stride: 2)), to: start)
      let projected = $0.add(.convolution(Convolution(8, kernel: 1, stride: 2)), to: start)
      let shortcut = $0.add(.batchNorm(.identity), to: projected)
      $0.add(.batchNorm(.relu), to: first, and: shortcut)
    },
    LayerCase("residual connection by option A") {
      let start = $0.add(.convolution(Convolution(4)))
      let first = $0.add(.convolution(Convolution(8, stride: 2)), to: start)
      let shortcut = $0.add(.subsample(stride: 2, outputs: 8), to: start)
      $0.add(.batchNorm(.identity), to: first, and: shortcut)
    },
    LayerCase("group normalisation and SiLU", .init(height: 3, width: 4, channels: 24)) {
      $0.add(.groupNorm(groups: 4, .silu))
    },
    LayerCase("modulated group normalisation", .init(height: 3, width: 3, channels: 8)) {
      let vector = $0.addInput(ImageShape(height: 1, width: 1, channels: 3))
      let change = $0.add(.dense(outputs: 16, .uniform), to: vector)
      $0.add(.groupNorm(groups: 2, .silu), to: 0, and: change)
    },
    LayerCase("modulated group normalisation and ReLU") {
      let start = $0.add(.convolution(Convolution(6)))
      let vector = $0.addInput(ImageShape(height: 1, width: 1, channels: 3))
      let change = $0.add(.dense(outputs: 12, .uniform), to: vector)
      let normal = $0.add(.groupNorm(groups: 3, .relu), to: start, and: change)
      let next = $0.add(.groupNorm(groups: 1, .identity), to: normal, and: change)
      $0.add(.add, to: next, and: start)
    },
    LayerCase("activations") {
      let first = $0.add(.convolution(Convolution(17)))
      $0.add(.activation(.relu), to: first)
      let second = $0.add(.activation(.tanh))
      let third = $0.add(.activation(.silu), to: first)
      $0.add(.add, to: second, and: third)
    },
    LayerCase("overlapping largest values", .init(height: 7, width: 6, channels: 18)) {
      $0.add(.maxPool(PoolingWindow(3, stride: 2, padding: 1)))
    },
    LayerCase("means of windows") { $0.add(.averagePool(PoolingWindow(2))) },
    LayerCase("up-sampling", .init(height: 2, width: 3, channels: 5)) { $0.add(.upsample) },
    LayerCase("dense layer") {
      $0.add(.activation(.silu))
      $0.add(.dense(outputs: 4, .uniform))
      $0.add(.activation(.tanh))
    },
    LayerCase("attention", .init(height: 3, width: 3, channels: 4)) {
      let start = $0.add(.groupNorm(groups: 2, .identity))
      let all = $0.add(.convolution(Convolution(12, kernel: 1, hasBias: true)), to: start)
      let means = $0.add(.attention, to: all)
      let back = $0.add(.convolution(Convolution(4, kernel: 1)), to: means)
      $0.add(.add, to: back, and: 0)
    },
    LayerCase("attention to what goes elsewhere as well", .init(height: 2, width: 2, channels: 6)) {
      let all = $0.add(.convolution(Convolution(6, kernel: 1)))
      let means = $0.add(.attention, to: all)
      let wide = $0.add(.concatenate, to: means, and: all)
      $0.add(.convolution(Convolution(3)), to: wide)
    },
  ]

  /// Random numbers of a seed.
  func numbers(_ count: Int, _ label: String) -> [Float] {
    var generator = SeededGenerator(seed: 7, label: testDescription + label)
    return (0..<count).map { _ in Float(generator.normal()) }
  }

  var network: ImageNetwork {
    var network = ImageNetwork(shape: shape, seed: 3)
    let noise = numbers(shape.parameterCount, "parameters")
    for index in noise.indices { network.parameters[index] += 0.3 * noise[index] }
    for index in network.statistics.indices { network.statistics[index] += 0.01 * Float(index) }
    return network
  }

  func inputs(_ count: Int) -> [Int: [Float]] {
    Dictionary(
      uniqueKeysWithValues: shape.inputs.map {
        ($0, numbers(count * shape.layers[$0].size.valueCount, "input \($0)"))
      })
  }

  func slow(_ network: ImageNetwork, _ count: Int) -> SlowNetwork {
    SlowNetwork(
      shape: shape, parameters: network.parameters.map(Double.init),
      statistics: network.statistics.map(Double.init), count: count, usesRunning: usesRunning)
  }
}

extension ImagePass {
  /// Fills all inputs and passes forward.
  func run(_ inputs: [Int: [Float]], _ network: ImageNetwork, count: Int, running: Bool) throws {
    for (layer, values) in inputs {
      withInput(layer, count: count) { span in
        for index in values.indices { span[index] = values[index] }
      }
    }
    try forward(network, count: count, statistics: running ? .running : .batch)
  }
}

private func largestDifference(_ values: [Float], _ expected: [Double]) -> Double {
  guard values.count == expected.count else { return .infinity }
  let largest = expected.map(abs).max() ?? 0
  return (zip(values, expected).map { abs(Double($0) - $1) }.max() ?? 0) / max(1, largest)
}

@Suite("Passes through image networks")
struct ImagePassTests {
  @Test("a layer computes what its definition says", arguments: LayerCase.all)
  func forward(layer: LayerCase) throws {
    let network = layer.network
    let learning = ImagePass(layer.shape, capacity: 4, learns: true)
    let querying = ImagePass(layer.shape, capacity: 3, learns: false)
    for count in [3, 2] {
      let inputs = layer.inputs(count)
      let expected = layer.slow(network, count).forward(inputs.mapValues { $0.map(Double.init) })
      for pass in [learning, querying] {
        try pass.run(inputs, network, count: count, running: layer.usesRunning)
        #expect(largestDifference(pass.output, expected) < 3e-6)
      }
    }
  }

  @Test("a layer's gradients are central differences of its definition", arguments: LayerCase.all)
  func backward(layer: LayerCase) throws {
    let (network, count, inputs) = (layer.network, 2, layer.inputs(2))
    let pass = ImagePass(layer.shape, capacity: 3, learns: true, wantsInputGradients: true)
    let outer = layer.numbers(count * layer.shape.output.valueCount, "outer")
    var gradient = Array(repeating: Float(0.5), count: layer.shape.parameterCount)
    for _ in 0..<2 {
      try pass.run(inputs, network, count: count, running: layer.usesRunning)
      try pass.backward(outer.span, through: network, addingTo: &gradient)
    }
    let exact = inputs.mapValues { $0.map(Double.init) }
    func loss(_ slow: SlowNetwork, _ inputs: [Int: [Double]]) -> Double {
      zip(slow.forward(inputs), outer).reduce(0) { $0 + $1.0 * Double($1.1) }
    }
    let step = 1e-5
    var slow = layer.slow(network, count)
    // Every few of many parameters.
    let pace = max(1, gradient.count / 60)
    for index in stride(from: 0, to: gradient.count, by: pace) {
      let value = slow.parameters[index]
      slow.parameters[index] = value + step
      let above = loss(slow, exact)
      slow.parameters[index] = value - step
      let slope = (above - loss(slow, exact)) / (2 * step)
      slow.parameters[index] = value
      #expect(abs(Double(gradient[index]) - 0.5 - 2 * slope) < 2e-4 * max(1, abs(slope)))
    }
    for (input, values) in exact {
      let given = pass.inputGradient(input)
      for index in stride(from: 0, to: values.count, by: max(1, values.count / 60)) {
        var (above, below) = (exact, exact)
        above[input]?[index] += step
        below[input]?[index] -= step
        let slope = (loss(slow, above) - loss(slow, below)) / (2 * step)
        #expect(abs(Double(given[index]) - slope) < 1e-4 * max(1, abs(slope)))
      }
    }
  }

  @Test("means and variances of a batch are those that normalised it")
  func statistics() throws {
    let layer = LayerCase("batch normalisation") { $0.add(.batchNorm(.identity)) }
    let pass = ImagePass(layer.shape, capacity: 3, learns: true)
    let inputs = layer.inputs(3)
    try pass.run(inputs, layer.network, count: 3, running: false)
    let values = try #require(inputs[0])
    let channel = stride(from: 1, to: values.count, by: 5).map { Double(values[$0]) }
    let mean = channel.reduce(0, +) / Double(channel.count)
    let variance = channel.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(channel.count)
    #expect(abs(Double(pass.batchStatistics[1]) - mean) < 1e-6)
    #expect(abs(Double(pass.batchStatistics[6]) - variance) < 1e-6)
  }

  @Test("variances keep their digits beside a large mean")
  func largeMean() throws {
    var shape = ImageNetworkShape(images: ImageShape(height: 8, width: 8, channels: 16))
    shape.add(.batchNorm(.identity))
    let pass = ImagePass(shape, capacity: 8, learns: true)
    pass.withInput(count: 8) { span in
      for index in 0..<span.count { span[index] = 1000 + Float(index / 16 % 2) }
    }
    try pass.forward(ImageNetwork(shape: shape, seed: 1), count: 8, statistics: .batch)
    #expect(
      pass.batchStatistics == Array(repeating: 1000.5, count: 16)
        + Array(repeating: 0.25, count: 16))
  }

  @Test("what is not a number stays so")
  func notANumber() throws {
    var shape = ImageNetworkShape(images: ImageShape(height: 4, width: 4, channels: 16))
    shape.add(.activation(.relu))
    shape.add(.maxPool(PoolingWindow(2)))
    shape.add(.dense(outputs: 1, .uniform))
    let pass = ImagePass(shape, capacity: 1, learns: false)
    pass.withInput(count: 1) { span in
      for index in 0..<span.count { span[index] = index == 17 ? .nan : 0 }
    }
    try pass.forward(ImageNetwork(shape: shape, seed: 1), count: 1, statistics: .running)
    #expect(pass.output[0].isNaN)
  }
}
