import Tables
import Statistics

/// The numbers of an image network: what training changes, and what batch normalisation has measured.
package struct ImageNetwork: Equatable, Sendable {
  /// The layers.
  package let shape: ImageNetworkShape
  /// All weights, gains and biases, in the order of the shape.
  package var parameters: [Float]
  /// The running mean and then the running variance of each channel, for each batch normalisation.
  package var statistics: [Float]

  /// Creates a network of given numbers.
  package init(shape: ImageNetworkShape, parameters: [Float], statistics: [Float]) {
    precondition(
      parameters.count == shape.parameterCount && statistics.count == shape.statisticCount,
      "\(parameters.count) parameters and \(statistics.count) statistics")
    (self.shape, self.parameters, self.statistics) = (shape, parameters, statistics)
  }

  /// Creates a network with random weights, gains and running variances of 1, and biases and running means of 0.
  ///
  /// - Parameters:
  ///   - shape: The layers.
  ///   - seed: Draws the weights, each layer's from a stream of its own.
  package init(shape: ImageNetworkShape, seed: UInt64) {
    self.shape = shape
    parameters = Array(repeating: 0, count: shape.parameterCount)
    statistics = Array(repeating: 0, count: shape.statisticCount)
    for (number, layer) in shape.layers.enumerated() where !layer.parameters.isEmpty {
      var generator = SeededGenerator(seed: seed, label: "image network layer \(number)")
      let inputs = shape.layers[layer.inputs[0]].size
      switch layer.operation {
      case .convolution(let convolution):
        let count = convolution.kernel * convolution.kernel * inputs.channels
        let biases = convolution.hasBias ? convolution.outputs : 0
        fill(layer.parameters, convolution.initial, inputs: count, biases: biases, &generator)
      case .dense(let outputs, let initial):
        fill(layer.parameters, initial, inputs: inputs.valueCount, biases: outputs, &generator)
      default:
        for index in layer.parameters.prefix(layer.size.channels) { parameters[index] = 1 }
      }
      for index in layer.statistics.suffix(layer.statistics.count / 2) { statistics[index] = 1 }
    }
  }

  private mutating func fill(
    _ range: Range<Int>, _ initial: InitialWeights, inputs: Int, biases: Int,
    _ generator: inout SeededGenerator
  ) {
    switch initial {
    case .zero: break
    case .he:
      let deviation = (2 / Double(inputs)).squareRoot()
      for index in range.dropLast(biases) {
        parameters[index] = Float(generator.normal() * deviation)
      }
    case .uniform:
      let bound = 1 / Double(inputs).squareRoot()
      for index in range { parameters[index] = Float((2 * generator.uniform() - 1) * bound) }
    }
  }
}
