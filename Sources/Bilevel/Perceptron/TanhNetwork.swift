import Foundation
package import Statistics
import Tensors

/// The shape of a perceptron with tanh layers and one score, whose derivatives of second order are exact.
///
/// Layer l maps its inputs, the last of which is always 1, by a matrix of inputs x outputs; all but the last apply tanh.
/// Parameters stand layer after layer, row after row.
package struct TanhNetwork: Equatable, Sendable {
  /// The inputs of each layer, the constant 1 among them, and at the end the one score.
  let widths: [Int]

  /// Creates a shape.
  ///
  /// - Parameters:
  ///   - width: The coordinates of a record, the intercept's last.
  ///   - hidden: The units of each hidden layer; none for logistic regression.
  package init(width: Int, hidden: [Int]) {
    precondition(width > 0 && hidden.allSatisfy { $0 > 0 }, "\(width) inputs, hidden \(hidden)")
    widths = [width] + hidden.map { $0 + 1 } + [1]
  }

  /// The number of layers.
  var layers: Int { widths.count - 1 }
  /// The outputs of a layer that are worked out: all but the constant.
  func outputs(_ layer: Int) -> Int { layer + 1 == layers ? 1 : widths[layer + 1] - 1 }
  /// Where a layer's parameters stand.
  func range(_ layer: Int) -> Range<Int> {
    let start = (0..<layer).reduce(0) { $0 + widths[$1] * outputs($1) }
    return start..<start + widths[layer] * outputs(layer)
  }
  /// What no score of a network with hidden layers exceeds either way, since tanh and the constant are within 1.
  func largestScore(_ parameters: [Double]) -> Double {
    parameters[range(layers - 1)].reduce(0) { $0 + abs($1) }
  }
  /// The number of parameters.
  package var parameterCount: Int { range(layers - 1).upperBound }

  /// Random parameters, of variance one over a layer's inputs.
  ///
  /// - Parameter generator: What is drawn from.
  /// - Returns: The parameters.
  package func start(using generator: inout SeededGenerator) -> [Double] {
    (0..<layers).flatMap { layer in
      range(layer).map { _ in generator.normal() / Double(widths[layer]).squareRoot() }
    }
  }

  /// The activations of all layers for some rows.
  struct Pass: Sendable {
    /// Rows x inputs of each layer.
    var inputs: [[Double]]
    /// One score for each row.
    var scores: [Double]
  }

  /// The scores of rows.
  ///
  /// - Parameters:
  ///   - parameters: The parameters.
  ///   - rows: Rows x width.
  /// - Returns: One score for each row.
  package func scores(_ parameters: [Double], rows: [Double]) -> [Double] {
    forward(parameters, rows: rows).scores
  }

  /// The gradient by the parameters of a function with some gradient by the scores.
  ///
  /// - Parameters:
  ///   - parameters: The parameters.
  ///   - rows: Rows x width.
  ///   - scores: The function's derivative by each row's score.
  /// - Returns: One number for each parameter.
  package func gradient(
    _ parameters: [Double], rows: [Double], scores: [Double]
  ) -> [Double] {
    backward(parameters, forward(parameters, rows: rows), scores: scores).parameters
  }

  /// Runs rows through the network.
  func forward(_ parameters: [Double], rows: [Double]) -> Pass {
    var inputs = [rows]
    var scores: [Double] = []
    let count = rows.count / widths[0]
    for layer in 0..<layers {
      let sums = multiply(
        inputs[layer], count, widths[layer], Array(parameters[range(layer)]), outputs(layer))
      if layer + 1 == layers {
        scores = sums
      } else {
        inputs.append(withConstant(sums.map { tanh($0) }, outputs(layer), constant: 1))
      }
    }
    return Pass(inputs: inputs, scores: scores)
  }

  /// The gradients by the parameters and by each layer's inputs, of a function with some gradient by the scores.
  func backward(
    _ parameters: [Double], _ pass: Pass, scores: [Double]
  ) -> (parameters: [Double], inputs: [[Double]], sums: [[Double]]) {
    var gradient = Array(repeating: 0.0, count: parameterCount)
    var (inputs, sums) = (
      Array(repeating: [Double](), count: layers), Array(repeating: [Double](), count: layers)
    )
    var outer = scores
    for layer in (0..<layers).reversed() {
      sums[layer] = outer
      let count = scores.count
      gradient.replaceSubrange(
        range(layer),
        with: multiplyTransposed(pass.inputs[layer], count, widths[layer], outer, outputs(layer)))
      inputs[layer] = multiplyByTransposed(
        outer, count, outputs(layer), Array(parameters[range(layer)]), widths[layer])
      guard layer > 0 else { break }
      outer = throughTanh(inputs[layer], pass.inputs[layer], widths[layer])
    }
    return (gradient, inputs, sums)
  }

  /// The norm of each row's gradient of the score by all parameters.
  ///
  /// A row's gradient in a layer is its inputs times the derivatives by its sums, whose norm is the product of theirs.
  func gradientNorms(_ parameters: [Double], _ pass: Pass) -> [Double] {
    let sums = backward(
      parameters, pass, scores: Array(repeating: 1, count: pass.scores.count)
    ).sums
    return pass.scores.indices.map { row in
      (0..<layers).reduce(0) { square, layer in
        square + squaredNorm(pass.inputs[layer], row, widths[layer])
          * squaredNorm(sums[layer], row, outputs(layer))
      }.squareRoot()
    }
  }

  private func squaredNorm(_ rows: [Double], _ row: Int, _ width: Int) -> Double {
    rows[row * width..<(row + 1) * width].reduce(0) { $0 + $1 * $1 }
  }

  /// A gradient by a layer's inputs times the slope of tanh there, without the constant's column.
  func throughTanh(_ gradient: [Double], _ activations: [Double], _ width: Int) -> [Double] {
    withoutConstant(
      zip(gradient, activations).map { $0 * (1 - $1 * $1) }, width)
  }

  func withConstant(_ values: [Double], _ width: Int, constant: Double) -> [Double] {
    var result: [Double] = []
    result.reserveCapacity(values.count / width * (width + 1))
    for start in stride(from: 0, to: values.count, by: width) {
      result += values[start..<start + width]
      result.append(constant)
    }
    return result
  }

  func withoutConstant(_ values: [Double], _ width: Int) -> [Double] {
    var result: [Double] = []
    result.reserveCapacity(values.count)
    for start in stride(from: 0, to: values.count, by: width) {
      result += values[start..<start + width - 1]
    }
    return result
  }
}

/// rows x inner times inner x columns.
func multiply(
  _ left: [Double], _ rows: Int, _ inner: Int, _ right: [Double], _ columns: Int
) -> [Double] {
  apply(MatrixProduct(rows: rows, columns: columns, inner: inner), left, right)
}

/// The transposed of rows x inner times rows x columns.
func multiplyTransposed(
  _ left: [Double], _ rows: Int, _ inner: Int, _ right: [Double], _ columns: Int
) -> [Double] {
  var product = MatrixProduct(rows: inner, columns: columns, inner: rows)
  product.leftIsTransposed = true
  return apply(product, left, right)
}

/// rows x inner times the transposed of columns x inner.
func multiplyByTransposed(
  _ left: [Double], _ rows: Int, _ inner: Int, _ right: [Double], _ columns: Int
) -> [Double] {
  var product = MatrixProduct(rows: rows, columns: columns, inner: inner)
  product.rightIsTransposed = true
  return apply(product, left, right)
}

private func apply(_ product: MatrixProduct, _ left: [Double], _ right: [Double]) -> [Double] {
  var result = Array(repeating: 0.0, count: product.rows * product.columns)
  var target = result.mutableSpan
  product.apply(left.span, right.span, to: &target)
  return result
}
