import Learning
import Testing

@Suite("Network shape")
struct NetworkShapeTests {
  @Test("weights and biases tile the flat array", arguments: [[], [4], [5, 3, 2]])
  func tiles(hidden: [Int]) {
    let shape = NetworkShape(features: 7, hidden: hidden, classes: 3, activation: .tanh)
    var end = 0
    for layer in 0..<shape.layerCount {
      let (weights, biases) = (shape.weights(ofLayer: layer), shape.biases(ofLayer: layer))
      #expect(weights.lowerBound == end && biases.lowerBound == weights.upperBound)
      #expect(weights.count == shape.widths[layer] * shape.widths[layer + 1])
      #expect(biases.count == shape.widths[layer + 1])
      end = biases.upperBound
    }
    #expect(shape.parameterCount == end && shape.classCount == 3)
  }
}
