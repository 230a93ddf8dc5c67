import Tensors

/// The rate of large square matrix products in single precision, one on each core.
struct MatrixPeak: Sendable {
  /// The extent of the matrices.
  var size = 1536
  /// The products that each core computes.
  var count = 3

  /// The operations of one core.
  var operations: Double { 2 * Double(size * size * size) * Double(count) }

  /// Measures the library that this project computes with.
  ///
  /// - Returns: The operations per second of all cores together, and those of a second of one core's work.
  /// - Throws: `CancellationError`.
  func measure() async throws -> (wall: Double, processor: Double) {
    let run = try await onCores(coreCount) { _ in
      var product = TimedProduct(MatrixProduct(rows: size, columns: size, inner: size))
      for _ in 0..<count { product.apply() }
    }
    let all = operations * Double(coreCount)
    return (all / run.duration.wall, all / run.duration.processor)
  }
}

/// The matrix products of a shape's training and nothing else, one batch after another on each core.
struct ProductsAlone: Sendable {
  let shape: TrainingShape

  /// Measures without activations, loss, gathering or steps.
  ///
  /// - Parameter batches: The batches on each core.
  /// - Returns: The samples per second of all cores together.
  /// - Throws: `CancellationError`.
  func measure(batches: Int) async throws -> Double {
    let products = Self.products(shape)
    let run = try await onCores(coreCount) { _ in
      var work = products.map(TimedProduct.init)
      return seconds {
        for _ in 0..<batches { for index in work.indices { work[index].apply() } }
      }
    }
    return Double(batches * batchSize * coreCount) / (run.results.max() ?? run.duration.wall)
  }

  private static func products(_ shape: TrainingShape) -> [MatrixProduct] {
    zip(shape.widths, shape.widths.dropFirst()).enumerated().flatMap { layer, widths in
      let (inputs, outputs) = widths
      let forward = MatrixProduct(rows: batchSize, columns: outputs, inner: inputs)
      var weights = MatrixProduct(rows: inputs, columns: outputs, inner: batchSize)
      weights.leftIsTransposed = true
      var back = MatrixProduct(rows: batchSize, columns: inputs, inner: outputs)
      back.rightIsTransposed = true
      return layer == 0 ? [forward, weights] : [forward, weights, back]
    }
  }
}

/// A matrix product with its storage.
private struct TimedProduct {
  private let product: MatrixProduct
  private let left: [Float]
  private let right: [Float]
  private var result: [Float]

  init(_ product: MatrixProduct) {
    self.product = product
    left = Array(repeating: 0.5, count: product.rows * product.inner)
    right = Array(repeating: 0.25, count: product.inner * product.columns)
    result = Array(repeating: 0, count: product.rows * product.columns)
  }

  mutating func apply() {
    let (product, left, right) = (product, left, right)
    var target = result.mutableSpan
    product.apply(left.span, right.span, to: &target)
  }
}
