import Foundation
import Learning
import Testing

@Suite("Activations")
struct ActivationTests {
  private func apply(_ activation: Activation, _ values: [Float]) -> [Float] {
    var result = values
    var span = result.mutableSpan
    activation.apply(to: &span)
    return result
  }

  @Test("the hyperbolic tangent is right to 4e-7 everywhere")
  func hyperbolicTangent() {
    let grid =
      stride(from: -20.0, through: 20, by: 0.00037).map(Float.init) + [
        1e-38, .leastNonzeroMagnitude, 1e30,
      ]
    for (value, result) in zip(grid, apply(.tanh, grid)) {
      #expect(abs(Double(result) - tanh(Double(value))) <= 4e-7)
    }
  }

  @Test("derivatives agree with finite differences", arguments: Activation.allCases)
  func derivatives(activation: Activation) {
    let values: [Float] = [-3.1, -1.2, -0.4, 0.3, 0.9, 2.7, 5, -5, 1.1]
    let outputs = apply(activation, values)
    var gradients = values.map { _ in Float(2) }
    var span = gradients.mutableSpan
    activation.multiplyByDerivative(&span, inputs: values.span, outputs: outputs.span)
    let (up, down) = (
      apply(activation, values.map { $0 + 0.01 }), apply(activation, values.map { $0 - 0.01 })
    )
    for index in values.indices {
      #expect(abs(gradients[index] - (up[index] - down[index]) / 0.01) < 2e-3)
    }
  }

  @Test("GELU has its published values")
  func gelu() {
    // The tanh form at these places, computed with 50 digits.
    let expected: [(Float, Float)] = [
      (-3, -0.0036373920), (-1, -0.1588080094), (0, 0), (1, 0.8411919906), (2, 1.9545976940),
    ]
    for ((_, value), result) in zip(expected, apply(.gelu, expected.map(\.0))) {
      #expect(abs(result - value) < 2e-6)
    }
  }
}
