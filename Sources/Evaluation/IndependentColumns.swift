import Tensors

/// Finds the columns that no linear combination of earlier ones and a constant replaces.
///
/// Cholesky's factorisation of the correlation matrix, leaving out a column whose remaining variance is at most 1e-8 of its own.
///
/// - Parameter rows: Records x columns, finite.
/// - Returns: The columns' indices, ascending; with the constant they are the rank of the design.
/// - Complexity: O(records x columns^2 + columns^3).
func independentColumns(of rows: Tensor<Double>) -> [Int] {
  let width = rows.rowLength
  guard width > 0, rows.rowCount > 1 else { return [] }
  let covariance = covarianceSums(rows)
  var (kept, factor): ([Int], [[Double]]) = ([], [])
  for column in 0..<width {
    let own = covariance[column * width + column]
    guard own > 1e-20 * Double(rows.rowCount) else { continue }
    var row: [Double] = []
    var rest = own
    for (place, other) in kept.enumerated() {
      var value = covariance[other * width + column]
      for inner in 0..<place { value -= row[inner] * factor[place][inner] }
      value /= factor[place][place]
      row.append(value)
      rest -= value * value
    }
    guard rest > 1e-8 * own else { continue }
    kept.append(column)
    factor.append(row + [rest.squareRoot()])
  }
  return kept
}

/// The sums of products of deviations from the columns' means; the upper triangle is filled.
private func covarianceSums(_ rows: Tensor<Double>) -> [Double] {
  let (width, count) = (rows.rowLength, rows.rowCount)
  var means = Array(repeating: 0.0, count: width)
  for record in 0..<count {
    for (column, value) in rows.row(record).enumerated() { means[column] += value }
  }
  for column in means.indices { means[column] /= Double(count) }
  var centred = rows.scalars
  for place in centred.indices { centred[place] -= means[place % width] }
  var sums = Array(repeating: 0.0, count: width * width)
  var target = sums.mutableSpan
  addSquare(of: centred.span, width: width, to: &target)
  return sums
}
