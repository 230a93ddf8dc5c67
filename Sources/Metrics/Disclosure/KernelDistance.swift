package import NearestNeighbors
import Statistics
import Tensors

/// The squared maximum mean discrepancy of two sets under the cubic kernel (x · y / columns + 1)³, with its standard error.
///
/// With features of the Inception network this is the kernel inception distance (Bińkowski et al. 2018). Each block holds an equal part of
/// both sets, in the given order, and estimates without bias, so that the mean over blocks may be below 0; the standard error is
/// that of the mean over blocks. Lower is more alike. Shuffle sorted records first.
package struct KernelDistance: Equatable, Sendable {
  /// The mean of the blocks' unbiased estimates.
  package let value: Double
  /// The standard error of that mean.
  package let standardError: Double
  /// The number of blocks.
  package let blocks: Int

  /// Measures.
  ///
  /// - Parameters:
  ///   - first: One set.
  ///   - second: The other set, of as many columns.
  ///   - blocks: The number of blocks, at least 2.
  ///   - threads: The most blocks in work at a time; the result does not depend on it.
  /// - Throws: `MetricsError` where a block would have fewer than two records of a set; `CancellationError`.
  /// - Complexity: O(first x second x columns / blocks).
  package init(
    _ first: EuclideanPoints, _ second: EuclideanPoints, blocks: Int = 10, threads: Int
  ) async throws {
    precondition(
      blocks >= 2 && first.width == second.width,
      "\(blocks) blocks of \(first.width) and \(second.width) columns")
    guard min(first.count, second.count) >= 2 * blocks else {
      throw MetricsError(
        "\(first.count) and \(second.count) records make no \(blocks) blocks of 2 or more; "
          + "bring more records or ask for fewer blocks")
    }
    let estimates = try await concurrentMap(Array(0..<blocks), width: threads) { block in
      try Task.checkCancellation()
      return Part(block, of: blocks, first).discrepancy(from: Part(block, of: blocks, second))
    }
    value = mean(estimates)
    standardError = (sampleVariance(estimates) / Double(blocks)).squareRoot()
    self.blocks = blocks
  }
}

/// The records of one block, scaled so that their products are those of the kernel.
private struct Part {
  let rows: [Double]
  let width: Int
  var count: Int { rows.count / width }

  init(_ block: Int, of blocks: Int, _ points: EuclideanPoints) {
    width = points.width
    let range = points.count * block / blocks..<points.count * (block + 1) / blocks
    let scale = 1 / Double(points.width).squareRoot()
    rows = range.flatMap { points.features.row($0).map { Double($0) * scale } }
  }

  /// The unbiased estimate of the squared discrepancy.
  func discrepancy(from other: Part) -> Double {
    let (m, n) = (Double(count), Double(other.count))
    return pairSum / (m * (m - 1)) + other.pairSum / (n * (n - 1))
      - 2 * kernelSum(other, excludesSelf: false) / (m * n)
  }

  private var pairSum: Double { kernelSum(self, excludesSelf: true) }

  private func kernelSum(_ other: Part, excludesSelf: Bool) -> Double {
    var product = MatrixProduct(rows: count, columns: other.count, inner: width)
    product.rightIsTransposed = true
    var values = Array(repeating: 0.0, count: count * other.count)
    do {
      var target = values.mutableSpan
      product.apply(rows.span, other.rows.span, to: &target)
    }
    var sum = 0.0
    for row in 0..<count {
      for column in 0..<other.count where !(excludesSelf && row == column) {
        let value = values[row * other.count + column] + 1
        sum += value * value * value
      }
    }
    return sum
  }
}
