import CTraining
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
  package func apply(to values: inout MutableSpan<Float>) { apply(to: &values, columns: nil) }

  /// Applies the function to the first columns of rows of a panel; without columns, to everything.
  func apply(to values: inout MutableSpan<Float>, columns: Int?) {
    switch self {
    case .tanh: unsafe values.pass(columns: columns, rc_tanh)
    case .relu: values.transform { $0.replacing(with: 0, where: $0 .< 0) }
    case .gelu: unsafe values.pass(columns: columns, rc_gelu)
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
  ///   - columns: How many columns of rows of a panel are meant; nil where the numbers are no panel.
  package func multiplyByDerivative(
    _ gradients: inout MutableSpan<Float>, inputs: Span<Float>, outputs: Span<Float>,
    columns: Int? = nil
  ) {
    switch self {
    case .tanh: unsafe gradients.pass(outputs, columns: columns, rc_tanh_gradient)
    case .relu:
      gradients.combine(outputs) { gradient, output in
        gradient.replacing(with: 0, where: output .<= 0)
      }
    case .gelu: unsafe gradients.pass(inputs, columns: columns, rc_gelu_gradient)
    }
  }
}

extension MutableSpan where Element == Float {
  /// Runs a pass of C over the numbers.
  fileprivate mutating func pass(
    columns: Int?, _ body: (UnsafeMutablePointer<Float>, Int64, Int64, Int64) -> Void
  ) {
    let (rows, columns, stride) = rows(of: columns)
    unsafe withUnsafeMutableBufferPointer { numbers in
      guard let start = numbers.baseAddress else { return }
      unsafe body(start, rows, columns, stride)
    }
  }

  /// Runs a pass of C over the numbers and those at their places in another span.
  fileprivate mutating func pass(
    _ other: Span<Float>, columns: Int?,
    _ body: (
      UnsafeMutablePointer<Float>, UnsafePointer<Float>, Int64, Int64, Int64
    ) -> Void
  ) {
    precondition(other.count >= count, "\(other.count) numbers beside \(count)")
    let (rows, columns, stride) = rows(of: columns)
    unsafe withUnsafeMutableBufferPointer { numbers in
      unsafe other.withUnsafeBufferPointer { other in
        guard let start = numbers.baseAddress, let other = other.baseAddress else { return }
        unsafe body(start, other, rows, columns, stride)
      }
    }
  }

  /// The rows of a panel; without columns, one row of everything.
  private func rows(of columns: Int?) -> (count: Int64, columns: Int64, stride: Int64) {
    guard let columns else { return (1, Int64(count), Int64(count)) }
    let stride = PanelMatrix.rowStride
    precondition(columns <= stride && count % stride == 0, "\(count) numbers in \(columns) columns")
    return (Int64(count / stride), Int64(columns), Int64(stride))
  }
}
