import Tensors

/// The function between the layers of a network.
package enum Activation: String, CaseIterable, Sendable {
  /// The hyperbolic tangent.
  case tanh
  /// The positive part.
  case relu
  /// x times the normal distribution function, in its tanh form (Hendrycks and Gimpel 2016).
  case gelu

  /// Applies the function to pre-activations in place.
  package func apply(to values: inout MutableSpan<Float>) {
    switch self {
    case .tanh: values.transform(hyperbolicTangent)
    case .relu: values.transform { $0.replacing(with: 0, where: $0 .< 0) }
    case .gelu: values.transform { 0.5 * $0 * (1 + hyperbolicTangent(geluArgument($0))) }
    }
  }

  /// Whether the derivative is a function of the pre-activations, which must then be kept.
  var needsInputs: Bool { self == .gelu }

  /// Multiplies gradients by the function's derivative.
  ///
  /// - Parameters:
  ///   - gradients: The loss's gradient by the outputs, changed into that by the inputs.
  ///   - inputs: What was given to `apply`; not read by functions whose derivative the outputs give.
  ///   - outputs: What `apply` left.
  package func multiplyByDerivative(
    _ gradients: inout MutableSpan<Float>, inputs: Span<Float>, outputs: Span<Float>
  ) {
    switch self {
    case .tanh: gradients.combine(outputs) { gradient, output in gradient * (1 - output * output) }
    case .relu:
      gradients.combine(outputs) { gradient, output in
        gradient.replacing(with: 0, where: output .<= 0)
      }
    case .gelu:
      gradients.combine(inputs) { gradient, input in
        let tangent = hyperbolicTangent(geluArgument(input))
        let slope = 0.7978845608 * (1 + 0.134145 * input * input)
        return gradient * (0.5 * (1 + tangent) + 0.5 * input * (1 - tangent * tangent) * slope)
      }
    }
  }
}

/// sqrt(2 / pi) (x + 0.044715 x^3), inside the tanh form of GELU.
@inline(__always)
private func geluArgument(_ value: Lanes) -> Lanes {
  0.7978845608 * value * (1 + 0.044715 * value * value)
}

/// Computes the hyperbolic tangent to 4e-7 absolute.
///
/// A rational function x P(x^2) / Q(x^2) of degrees 6 and 3, fitted for the least largest relative error on
/// [-8, 8] (1.8e-9 before rounding); beyond, the tangent is 1 to single precision.
@inline(__always)
func hyperbolicTangent(_ value: Lanes) -> Lanes {
  let (low, high) = (Lanes(repeating: -7.998), Lanes(repeating: 7.998))
  let x = value.replacing(with: low, where: value .< low).replacing(
    with: high, where: value .> high)
  let z = x * x
  var numerator = z * -1.157135663e-13 + 6.367846454e-11
  numerator = numerator * z - 2.231884493e-08
  numerator = numerator * z + 1.164338126e-05
  numerator = numerator * z + 0.003149450160
  numerator = numerator * z + 0.1312442524
  numerator = numerator * z + 1
  var denominator = z * 0.0002613100992 + 0.02467533736
  denominator = denominator * z + 0.4645775675
  denominator = denominator * z + 1
  return x * numerator / denominator
}
