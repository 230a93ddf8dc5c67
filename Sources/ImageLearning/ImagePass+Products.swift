import CConvolutions
import Tables

/// A product of matrices that stand row by row, perhaps with other numbers between their rows.
private struct Product {
  let rows: Int
  let columns: Int
  let inner: Int
  var leftIsTransposed = false
  var rightIsTransposed = false
  var scale: Float = 1
  var keep: Float = 0
  /// How far apart rows start; nil where they follow one another.
  var leftStride: Int?
  var rightStride: Int?
  var resultStride: Int?

  func callAsFunction(
    _ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>,
    _ result: UnsafeMutablePointer<Float>
  ) {
    let product = rci_product(
      rows: Int64(rows), columns: Int64(columns), inner: Int64(inner),
      left_is_transposed: leftIsTransposed, right_is_transposed: rightIsTransposed, scale: scale,
      keep: keep, left_stride: Int64(leftStride ?? (leftIsTransposed ? rows : inner)),
      right_stride: Int64(rightStride ?? (rightIsTransposed ? inner : columns)),
      result_stride: Int64(resultStride ?? columns))
    let status = unsafe rci_multiply(product, left, right, result)
    precondition(status == 0, "oneDNN refused a product: \(status)")
  }
}

extension ImagePass {
  func multiply(_ outputs: Int, _ operands: LayerOperands) {
    guard let weights = unsafe operands.parameters else { return }
    let inputs = shape.layers[unsafe operands.layer.inputs[0]].size.valueCount
    let product = Product(rows: count, columns: outputs, inner: inputs, rightIsTransposed: true)
    unsafe product(operands.inputs[0], weights, operands.output)
    unsafe rci_add_bias(
      operands.output, weights + outputs * inputs, Int64(count), Int64(outputs))
  }

  func multiplyBack(
    _ outputs: Int, _ operands: LayerOperands, _ outer: UnsafeMutablePointer<Float>
  ) {
    guard let weights = unsafe operands.parameters, let gradient = unsafe operands.gradient else {
      return
    }
    let inputs = shape.layers[unsafe operands.layer.inputs[0]].size.valueCount
    let toWeights = Product(
      rows: outputs, columns: inputs, inner: count, leftIsTransposed: true, keep: 1)
    unsafe toWeights(outer, operands.inputs[0], gradient)
    unsafe rci_sum_rows(outer, Int64(count), Int64(outputs), gradient + outputs * inputs)
    guard let inner = unsafe operands.gradient(ofInput: 0) else { return }
    let back = Product(
      rows: count, columns: inputs, inner: outputs,
      keep: unsafe operands.adds(toInput: 0) ? 1 : 0)
    unsafe back(outer, weights, inner)
  }

  /// Softmax(queries keys^T / sqrt(channels)) values, for each image.
  func attend(_ operands: LayerOperands) {
    guard let shares = unsafe operands.kept else { return }
    let size = unsafe operands.layer.size
    let (points, channels) = (size.height * size.width, size.channels)
    let scores = Product(
      rows: points, columns: points, inner: channels, rightIsTransposed: true,
      scale: 1 / Float(channels).squareRoot(), leftStride: 3 * channels, rightStride: 3 * channels)
    let means = Product(
      rows: points, columns: channels, inner: points, rightStride: 3 * channels)
    for image in 0..<count {
      let queries = unsafe operands.inputs[0] + image * points * 3 * channels
      let own = unsafe shares + image * points * points
      unsafe scores(queries, queries + channels, own)
      unsafe rci_softmax(own, Int64(points), Int64(points))
      unsafe means(own, queries + 2 * channels, operands.output + image * points * channels)
    }
  }

  func attendBack(_ operands: LayerOperands, _ outer: UnsafeMutablePointer<Float>) {
    guard let shares = unsafe operands.kept, let inner = unsafe operands.gradient(ofInput: 0)
    else { return }
    let size = unsafe operands.layer.size
    let (points, channels) = (size.height * size.width, size.channels)
    let place = 3 * points * channels
    for image in 0..<count {
      let target = unsafe operands.adds(toInput: 0) ? operands.scratch : inner + image * place
      unsafe attendBack(
        ImageAttention(
          points: points, channels: channels, queries: operands.inputs[0] + image * place,
          shares: shares + image * points * points, outer: outer + image * points * channels,
          inner: target, scores: operands.scratch + place))
      if unsafe operands.adds(toInput: 0) {
        unsafe rci_accumulate(inner + image * place, target, Int64(place))
      }
    }
  }

  private func attendBack(_ image: ImageAttention) {
    let (points, channels) = unsafe (image.points, image.channels)
    let (wide, scale) = (3 * channels, 1 / Float(channels).squareRoot())
    let toValues = Product(
      rows: points, columns: channels, inner: points, leftIsTransposed: true, resultStride: wide)
    unsafe toValues(image.shares, image.outer, image.inner + 2 * channels)
    let toShares = Product(
      rows: points, columns: points, inner: channels, rightIsTransposed: true, rightStride: wide)
    unsafe toShares(image.outer, image.queries + 2 * channels, image.scores)
    unsafe rci_softmax_backward(image.shares, image.scores, Int64(points), Int64(points))
    var toScores = Product(
      rows: points, columns: channels, inner: points, scale: scale, rightStride: wide,
      resultStride: wide)
    unsafe toScores(image.scores, image.queries + channels, image.inner)
    toScores.leftIsTransposed = true
    unsafe toScores(image.scores, image.queries, image.inner + channels)
  }
}

/// What the backward pass of attention reads and writes of one image.
@unsafe private struct ImageAttention {
  let points: Int
  let channels: Int
  let queries: UnsafePointer<Float>
  let shares: UnsafePointer<Float>
  let outer: UnsafePointer<Float>
  let inner: UnsafeMutablePointer<Float>
  let scores: UnsafeMutablePointer<Float>
}
