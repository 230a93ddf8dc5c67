package import NearestNeighbors
package import Tensors

/// The mean and covariance of features.
package struct FeatureMoments: Equatable, Sendable {
  /// The mean of each column.
  package let mean: [Double]
  /// Columns x columns, with the count less one in the denominator.
  package let covariance: Tensor<Double>

  /// Puts moments together.
  ///
  /// - Parameters:
  ///   - mean: The means.
  ///   - covariance: The covariance, symmetric, as many columns as means.
  package init(mean: [Double], covariance: Tensor<Double>) {
    precondition(
      covariance.shape == [mean.count, mean.count] && !mean.isEmpty,
      "\(mean.count) means with a covariance of the shape \(covariance.shape)")
    (self.mean, self.covariance) = (mean, covariance)
  }

  /// Takes the moments of records.
  ///
  /// - Parameter points: At least two records.
  /// - Throws: `MetricsError` where there are fewer.
  package init(_ points: EuclideanPoints) throws(MetricsError) {
    guard points.count >= 2 else {
      throw MetricsError("\(points.count) records have no covariance; bring at least 2")
    }
    let (mean, width) = (points.mean, points.width)
    let centred = points.features.scalars.indices.map {
      Double(points.features.scalars[$0]) - mean[$0 % width]
    }
    var sum = Array(repeating: 0.0, count: width * width)
    do {
      var target = sum.mutableSpan
      addSquare(of: centred.span, width: width, to: &target)
    }
    for row in 0..<width {
      for column in row..<width {
        sum[row * width + column] /= Double(points.count - 1)
        sum[column * width + row] = sum[row * width + column]
      }
    }
    self.init(mean: mean, covariance: Tensor(shape: [width, width], scalars: sum))
  }
}

/// The squared Fréchet distance between the normal distributions of two sets' moments.
///
/// |m1 - m2|² + tr(S1 + S2 - 2 (S1 S2)^(1/2)) (Dowson and Landau 1982); at least 0 but for rounding, lower is more alike. The trace of
/// the root is the sum of the roots of the eigenvalues of S1^(1/2) S2 S1^(1/2). It is the Fréchet inception distance only for features of
/// that network, and its bias is of the order of 1 / records: compare values of equal sizes and features only.
///
/// - Parameters:
///   - first: The moments of one set.
///   - second: The moments of the other, of as many columns.
/// - Returns: The squared distance.
/// - Throws: `TensorsError` where a covariance has no eigenvalues.
/// - Complexity: O(columns^3).
package func frechetDistance(
  _ first: FeatureMoments, _ second: FeatureMoments
) throws -> Double {
  let width = first.mean.count
  precondition(second.mean.count == width, "\(width) and \(second.mean.count) columns")
  let eigen = try SymmetricEigen(first.covariance)
  // Taken out: a tensor copies its numbers whenever one of them changes.
  var roots = eigen.vectors.scalars
  for row in 0..<width {
    // A covariance has no negative eigenvalues but by rounding.
    let root = max(0, eigen.values[row]).squareRoot()
    for place in eigen.vectors.range(ofRow: row) { roots[place] *= root }
  }
  let half = Tensor(shape: [width, width], scalars: roots)
  let inner = product(product(half, second.covariance), half, transposed: true)
  let traceOfRoot = try SymmetricEigen(inner).values.reduce(0) { $0 + max(0, $1).squareRoot() }
  let shift = zip(first.mean, second.mean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  let traces = (0..<width).reduce(0) {
    $0 + first.covariance.scalars[$1 * (width + 1)] + second.covariance.scalars[$1 * (width + 1)]
  }
  return shift + traces - 2 * traceOfRoot
}

private func product(
  _ left: Tensor<Double>, _ right: Tensor<Double>, transposed: Bool = false
) -> Tensor<Double> {
  let width = left.rowCount
  var product = MatrixProduct(rows: width, columns: width, inner: width)
  product.rightIsTransposed = transposed
  var result = Tensor<Double>(repeating: 0, shape: [width, width])
  do {
    let (left, right) = (left.scalars, right.scalars)
    var scalars = result.scalars
    var target = scalars.mutableSpan
    product.apply(left.span, right.span, to: &target)
    result.scalars = scalars
  }
  return result
}
