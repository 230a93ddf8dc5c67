import Statistics
package import Tensors

/// The directions in which some points vary most, onto which other points are projected.
///
/// Found by subspace iteration from a seeded start (Halko, Martinsson and Tropp 2011) with a last Rayleigh-Ritz step: exact where the
/// number of directions is at most that of the points, and otherwise as near as 12 rounds come. It takes memory for the points and
/// a few vectors for each direction, never a matrix of columns x columns.
package struct PrincipalComponents: Sendable {
  private static let rounds = 12
  /// Directions beyond those wanted, which make the last of these converge.
  private static let surplus = 10

  /// The mean of the points that were fitted.
  package let mean: [Float]
  /// Directions x columns, orthonormal, the most varying first.
  package let directions: Tensor<Float>
  /// The variance of the fitted points along each direction.
  package let variances: [Double]

  /// Fits directions; there are fewer than wanted where the points vary in fewer.
  ///
  /// - Parameters:
  ///   - points: Points x columns, at least two points.
  ///   - count: The directions wanted, at least 1.
  ///   - seed: The seed of the start.
  /// - Throws: `TensorsError` where the decomposition of a small matrix does not converge.
  package init(of points: Tensor<Float>, count: Int, seed: UInt64) throws {
    precondition(
      points.rowCount >= 2 && count > 0, "\(count) directions of \(points.rowCount) points")
    let width = points.rowLength
    let centred = Centred(points)
    let size = min(count + Self.surplus, width, points.rowCount)
    var generator = SeededGenerator(seed: seed, label: "principal components")
    var basis = (0..<size * width).map { _ in Float(generator.normal()) }
    for _ in 0..<Self.rounds {
      basis = centred.orthonormal(centred.squared(basis), width)
      // All points may lie in fewer directions, which are then found.
      guard !basis.isEmpty else { break }
    }
    let found = basis.count / width
    var (kept, variances): ([Float], [Double]) = ([], [])
    if found > 0 {
      let projected = centred.projected(basis, found)
      let eigen = try SymmetricEigen(Centred.gram(projected, rows: points.rowCount, found))
      let order = (0..<found).reversed().prefix(count)
      let greatest = eigen.values.last ?? 0
      for place in order where eigen.values[place] > 1e-7 * greatest {
        variances.append(eigen.values[place] / Double(points.rowCount - 1))
        var direction = Array(repeating: Float(0), count: width)
        for (part, weight) in eigen.vectors.row(place).enumerated() {
          for column in 0..<width {
            direction[column] += Float(weight) * basis[part * width + column]
          }
        }
        kept += direction
      }
    }
    mean = centred.mean
    directions = Tensor(shape: [variances.count, width], scalars: kept)
    self.variances = variances
  }

  /// The number of directions.
  package var count: Int { variances.count }

  /// Projects points.
  ///
  /// - Parameter points: Points x columns.
  /// - Returns: Points x directions.
  package func project(_ points: Tensor<Float>) -> Tensor<Float> {
    let (rows, width) = (points.rowCount, points.rowLength)
    var result = Array(repeating: Float(0), count: rows * count)
    let all = directions.scalars
    guard rows > 0, count > 0 else { return Tensor(shape: [rows, count], scalars: result) }
    do {
      var product = MatrixProduct(rows: rows, columns: count, inner: width)
      product.rightIsTransposed = true
      let scalars = points.scalars
      var target = result.mutableSpan
      product.apply(scalars.span, all.span, to: &target)
    }
    let shift = (0..<count).map { direction in
      zip(directions.row(direction), mean).reduce(Float(0)) { $0 + $1.0 * $1.1 }
    }
    for place in result.indices { result[place] -= shift[place % count] }
    return Tensor(shape: [rows, count], scalars: result)
  }
}

/// Points whose mean is taken off.
private struct Centred {
  let mean: [Float]
  private let rows: Int
  private let width: Int
  private let values: [Float]

  init(_ points: Tensor<Float>) {
    (rows, width) = (points.rowCount, points.rowLength)
    var sums = Array(repeating: 0.0, count: width)
    for row in 0..<rows {
      for (column, value) in points.row(row).enumerated() { sums[column] += Double(value) }
    }
    let mean = sums.map { Float($0 / Double(points.rowCount)) }
    self.mean = mean
    var values = points.scalars
    for row in 0..<rows {
      for column in 0..<width { values[row * width + column] -= mean[column] }
    }
    self.values = values
  }

  /// Points x directions.
  func projected(_ basis: [Float], _ count: Int) -> [Float] {
    var result = Array(repeating: Float(0), count: rows * count)
    var product = MatrixProduct(rows: rows, columns: count, inner: width)
    product.rightIsTransposed = true
    var target = result.mutableSpan
    product.apply(values.span, basis.span, to: &target)
    return result
  }

  /// Directions x columns: the covariance's sum of squares, applied to each direction.
  func squared(_ basis: [Float]) -> [Float] {
    let found = basis.count / width
    let scores = projected(basis, found)
    var result = Array(repeating: Float(0), count: found * width)
    var product = MatrixProduct(rows: found, columns: width, inner: rows)
    product.leftIsTransposed = true
    var target = result.mutableSpan
    product.apply(scores.span, values.span, to: &target)
    return result
  }

  /// An orthonormal basis of what vectors span, by Gram-Schmidt done twice in double precision.
  func orthonormal(_ vectors: [Float], _ width: Int) -> [Float] {
    var basis: [[Double]] = []
    let count = vectors.count / width
    var longest = 0.0
    for vector in 0..<count {
      var own = vectors[vector * width..<(vector + 1) * width].map(Double.init)
      longest = max(longest, Self.length(own))
      for _ in 0..<2 {
        for other in basis {
          let part = Self.dot(own, other)
          for column in 0..<width { own[column] -= part * other[column] }
        }
      }
      let length = Self.length(own)
      guard length > 1e-6 * longest, length > 0 else { continue }
      basis.append(own.map { $0 / length })
    }
    return basis.flatMap { $0.map { Float($0) } }
  }

  private static func dot(_ first: [Double], _ second: [Double]) -> Double {
    var sum = 0.0
    for place in first.indices { sum += first[place] * second[place] }
    return sum
  }

  private static func length(_ vector: [Double]) -> Double { dot(vector, vector).squareRoot() }

  /// Directions x directions: the sums of products of projections.
  static func gram(_ projected: [Float], rows: Int, _ count: Int) -> Tensor<Double> {
    let values = projected.map(Double.init)
    var sums = Array(repeating: 0.0, count: count * count)
    var product = MatrixProduct(rows: count, columns: count, inner: rows)
    product.leftIsTransposed = true
    do {
      var target = sums.mutableSpan
      product.apply(values.span, values.span, to: &target)
    }
    return Tensor(shape: [count, count], scalars: sums)
  }
}
