package import Tables

/// How strongly two columns of one table go together.
package enum Association: String, CaseIterable, Sendable {
  /// Pearson's correlation of two numeric columns, over records with both; from -1 to 1.
  case pearson
  /// Cramér's V of two categorical columns with Bergsma's bias correction (2013); from 0 to 1.
  case cramersV = "cramers-v"
  /// The correlation ratio of a numeric column on a categorical one: the root of the share of variance between levels; from 0 to 1.
  case correlationRatio = "correlation-ratio"

  /// The measure that suits two columns.
  package init(_ first: AssociationColumn, _ second: AssociationColumn) {
    switch (first, second) {
    case (.numeric, .numeric): self = .pearson
    case (.levels, .levels): self = .cramersV
    case (.numeric, .levels), (.levels, .numeric): self = .correlationRatio
    }
  }
}

/// One column as measures of association see it.
package enum AssociationColumn: Sendable {
  /// Numbers, NaN where missing.
  case numeric([Double])
  /// Codes from 0 up to `size`; a missing value is a level of its own.
  case levels([Int32], size: Int)

  /// The features of a table in their order, then the label where one is given.
  ///
  /// - Parameter dataset: The table.
  /// - Returns: One column for each feature, and one for a given label.
  package static func all(of dataset: Dataset) -> [AssociationColumn] {
    dataset.features.map { feature in
      switch feature.values {
      case .numeric(let numbers): .numeric(numbers)
      case .categorical(let categories): levels(categories)
      }
    } + (dataset.label.isGiven ? [levels(dataset.label)] : [])
  }

  private static func levels(_ categories: Categories) -> AssociationColumn {
    let missing = Int32(categories.names.count)
    return .levels(categories.codes.map { $0 < 0 ? missing : $0 }, size: categories.names.count + 1)
  }

  func selecting(_ rows: [Int]) -> AssociationColumn {
    switch self {
    case .numeric(let numbers): .numeric(rows.map { numbers[$0] })
    case .levels(let codes, let size): .levels(rows.map { codes[$0] }, size: size)
    }
  }
}

/// Measures how strongly two columns go together, by the measure that suits them.
///
/// - Parameters:
///   - first: A column.
///   - second: Another column of as many records.
/// - Returns: The association; nil where a column is constant over the records used, or no record can be used.
/// - Complexity: O(records), for two categorical columns of very many levels O(records log records).
package func association(
  _ first: AssociationColumn, _ second: AssociationColumn
) -> Double? {
  switch (first, second) {
  case (.numeric(let left), .numeric(let right)): pearson(left, right)
  case (.levels(let left, let rows), .levels(let right, let columns)):
    cramersV(left, rows: rows, right, columns: columns)
  case (.numeric(let numbers), .levels(let codes, let size)),
    (.levels(let codes, let size), .numeric(let numbers)):
    correlationRatio(numbers, codes, size: size)
  }
}

private func pearson(_ left: [Double], _ right: [Double]) -> Double? {
  precondition(left.count == right.count, "\(left.count) and \(right.count) numbers")
  var (count, sums) = (0.0, (0.0, 0.0))
  for record in left.indices where !(left[record] + right[record]).isNaN {
    count += 1
    sums.0 += left[record]
    sums.1 += right[record]
  }
  guard count > 1 else { return nil }
  let means = (sums.0 / count, sums.1 / count)
  var (squares, product) = ((0.0, 0.0), 0.0)
  for record in left.indices where !(left[record] + right[record]).isNaN {
    let residuals = (left[record] - means.0, right[record] - means.1)
    squares.0 += residuals.0 * residuals.0
    squares.1 += residuals.1 * residuals.1
    product += residuals.0 * residuals.1
  }
  guard varies(squares.0, count, means.0), varies(squares.1, count, means.1) else { return nil }
  let value = product / (squares.0.squareRoot() * squares.1.squareRoot())
  return value.isFinite ? max(-1, min(1, value)) : nil
}

/// Whether a sum of squared deviations is more than rounding.
private func varies(_ squares: Double, _ count: Double, _ mean: Double) -> Bool {
  (squares / count).squareRoot() > 1e-12 * abs(mean)
}

private func correlationRatio(_ numbers: [Double], _ codes: [Int32], size: Int) -> Double? {
  precondition(numbers.count == codes.count, "\(numbers.count) numbers, \(codes.count) codes")
  var (counts, sums) = (
    Array(repeating: 0.0, count: size), Array(repeating: 0.0, count: size)
  )
  for record in numbers.indices where !numbers[record].isNaN {
    counts[Int(codes[record])] += 1
    sums[Int(codes[record])] += numbers[record]
  }
  let count = counts.reduce(0, +)
  guard count > 1, counts.count(where: { $0 > 0 }) > 1 else { return nil }
  let center = sums.reduce(0, +) / count
  let total = numbers.reduce(0) { $1.isNaN ? $0 : $0 + ($1 - center) * ($1 - center) }
  guard varies(total, count, center) else { return nil }
  var between = 0.0
  for level in 0..<size where counts[level] > 0 {
    let residual = sums[level] / counts[level] - center
    between += counts[level] * residual * residual
  }
  let share = between / total
  return share.isFinite ? min(1, share).squareRoot() : nil
}

/// Bergsma (2013): V~ = sqrt(phi~ / min(r~ - 1, c~ - 1)) with phi~ = max(0, phi - (r - 1)(c - 1) / (n - 1)) and
/// r~ = r - (r - 1)^2 / (n - 1), the levels counted that occur.
private func cramersV(
  _ left: [Int32], rows: Int, _ right: [Int32], columns: Int
) -> Double? {
  precondition(left.count == right.count, "\(left.count) and \(right.count) codes")
  let count = Double(left.count)
  let (rowCounts, columnCounts) = (levelCounts(left, rows), levelCounts(right, columns))
  let used = (
    Double(rowCounts.count { $0 > 0 }), Double(columnCounts.count { $0 > 0 })
  )
  guard used.0 > 1, used.1 > 1 else { return nil }
  let phi = cellSum(left, rowCounts, right, columnCounts) - 1
  let corrected = max(0, phi - (used.0 - 1) * (used.1 - 1) / (count - 1))
  let sizes = (
    used.0 - (used.0 - 1) * (used.0 - 1) / (count - 1),
    used.1 - (used.1 - 1) * (used.1 - 1) / (count - 1)
  )
  let smaller = min(sizes.0, sizes.1) - 1
  // As many levels as records leave nothing to measure.
  guard smaller > 0 else { return nil }
  return min(1, (corrected / smaller).squareRoot())
}

private func levelCounts(_ codes: [Int32], _ size: Int) -> [Int32] {
  var counts: [Int32] = Array(repeating: 0, count: size)
  for code in codes { counts[Int(code)] += 1 }
  return counts
}

/// The sum over cells of the squared count over the product of the levels' counts: 1 + chi squared / records.
private func cellSum(
  _ left: [Int32], _ rowCounts: [Int32], _ right: [Int32], _ columnCounts: [Int32]
) -> Double {
  let size = columnCounts.count
  let cells = rowCounts.count * size
  let codes = zip(left, right).map { Int($0) * size + Int($1) }
  func term(_ cell: Int, _ records: Int) -> Double {
    let (row, column) = cell.quotientAndRemainder(dividingBy: size)
    return Double(records) * Double(records) / Double(rowCounts[row]) / Double(columnCounts[column])
  }
  var total = 0.0
  guard cells > max(65_536, 2 * codes.count) else {
    var counts: [Int32] = Array(repeating: 0, count: cells)
    for code in codes { counts[code] += 1 }
    for cell in counts.indices where counts[cell] > 0 { total += term(cell, Int(counts[cell])) }
    return total
  }
  let sorted = codes.sorted()
  var start = 0
  while start < sorted.count {
    var end = start
    while end < sorted.count && sorted[end] == sorted[start] { end += 1 }
    total += term(sorted[start], end - start)
    start = end
  }
  return total
}
