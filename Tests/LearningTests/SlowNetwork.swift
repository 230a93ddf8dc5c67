import Foundation
import Learning

/// The network in double precision, written from its definition, with gradients by central differences.
struct SlowNetwork {
  let shape: NetworkShape

  func logits(_ parameters: [Double], _ input: [Double]) -> [Double] {
    var values = input
    for layer in 0..<shape.layerCount {
      let weights = shape.weights(ofLayer: layer)
      let biases = shape.biases(ofLayer: layer)
      let outputs = shape.widths[layer + 1]
      values = (0..<outputs).map { output in
        var sum = parameters[biases.lowerBound + output]
        for (place, value) in values.enumerated() {
          sum += value * parameters[weights.lowerBound + place * outputs + output]
        }
        guard layer + 1 < shape.layerCount else { return sum }
        switch shape.activation {
        case .tanh: return Foundation.tanh(sum)
        case .relu: return max(0, sum)
        case .gelu:
          return 0.5 * sum
            * (1
              + Foundation.tanh((2 / Double.pi).squareRoot() * (sum + 0.044715 * sum * sum * sum)))
        }
      }
    }
    return values
  }

  /// The mean cross-entropy over records.
  func loss(_ parameters: [Double], _ inputs: [[Double]], _ labels: [Int32]) -> Double {
    let total = zip(inputs, labels).reduce(0) { sum, record in
      let raw = logits(parameters, record.0)
      let scores = shape.output == .sigmoid ? [0] + raw : raw
      let largest = scores.max() ?? 0
      let normaliser = largest + log(scores.reduce(0) { $0 + exp($1 - largest) })
      return sum + normaliser - scores[Int(record.1)]
    }
    return total / Double(inputs.count)
  }

  func gradient(_ parameters: [Double], _ inputs: [[Double]], _ labels: [Int32]) -> [Double] {
    parameters.indices.map { index in
      var (up, down) = (parameters, parameters)
      up[index] += 1e-5
      down[index] -= 1e-5
      return (loss(up, inputs, labels) - loss(down, inputs, labels)) / 2e-5
    }
  }
}
