import Tensors

/// A ridge linear discriminant from the features of releases to whether a record was in them, for many records at once.
///
/// For one record let c_b = 1/B1 for the B1 releases made with it and -1/B0 for the B0 made without, X the B x F centred features,
/// M = X^T X + r I and d = X^T c the difference of the class means. With the within-class scatter X^T X - k d d^T,
/// k = B1 B0 / B, ridged by r and divided by B - 2, and even prior odds, the log odds of a release x is
///
///     (B - 2) (d^T M^-1 x - q (B0 - B1) / (2 B)) / (1 - k q),      q = d^T M^-1 d,
///
/// by the formula of Sherman and Morrison. In dual form d^T M^-1 x = c^T (X X^T + r I)^-1 X x and
/// q = |c|^2 - r c^T (X X^T + r I)^-1 c, so that all records share one Cholesky factor of B x B and each costs O(B^2),
/// however many features there are.
struct ShadowDiscriminant {
  private let factor: CholeskyFactor
  private let ridge: Double
  /// (X X^T + r I)^-1 X x for the attacked release.
  private let projection: [Double]

  /// Fits to the releases of a bank; nil where no feature varies.
  ///
  /// - Parameters:
  ///   - bank: Releases x features, standardised over these releases.
  ///   - attacked: The attacked release's features, on the same scale.
  ///   - ridge: The ridge in units of the mean squared length of a release's features.
  init?(bank: Tensor<Double>, attacked: [Double], ridge: Double) {
    let (count, width) = (bank.rowCount, bank.rowLength)
    guard width > 0 else { return nil }
    var gram = Array(repeating: 0.0, count: count * count)
    var product = MatrixProduct(rows: count, columns: count, inner: width)
    product.rightIsTransposed = true
    var target = gram.mutableSpan
    product.apply(bank.scalars.span, bank.scalars.span, to: &target)
    let trace = (0..<count).reduce(0) { $0 + gram[$1 * count + $1] }
    self.ridge = ridge * trace / Double(count)
    for place in 0..<count { gram[place * count + place] += self.ridge }
    guard self.ridge > 0, let factor = CholeskyFactor(gram, size: count) else { return nil }
    self.factor = factor
    projection = factor.solve(
      (0..<count).map { row in
        zip(bank.row(row), attacked).reduce(0) { $0 + $1.0 * $1.1 }
      })
  }

  /// Weighs whether the attacked release was made with a record.
  ///
  /// - Parameter isIncluded: Whether each release of the bank was made with it; at least one was and one was not.
  /// - Returns: The log odds that it was, at even prior odds.
  func logOdds(_ isIncluded: [Bool]) -> Double {
    let count = Double(isIncluded.count)
    let included = Double(isIncluded.count { $0 })
    let excluded = count - included
    let contrast = isIncluded.map { $0 ? 1 / included : -1 / excluded }
    let direction = zip(contrast, projection).reduce(0) { $0 + $1.0 * $1.1 }
    let solved = factor.forward(contrast)
    let spread =
      contrast.reduce(0) { $0 + $1 * $1 } - ridge * solved.reduce(0) { $0 + $1 * $1 }
    let offset = spread * (excluded - included) / (2 * count)
    return max(1, count - 2) * (direction - offset) / (1 - included * excluded / count * spread)
  }
}
