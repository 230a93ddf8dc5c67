import Auditing
import Tables
import Tensors

/// The features by which releases are compared: each release becomes one row of numbers.
///
/// - naive: mean, median and variance of each numeric column, and how many levels of each other column occur;
/// - histogram: the share of each quantile bin and of each level, missing ones included;
/// - correlations: of all pairs of encoded columns, a level being a column of zeros and ones; of the 300 columns
///   with the greatest variance where there are more.
///
/// What is missing counts as the mean for correlations and is left out of means. Bins are found over all releases.
struct ReleaseFeatures {
  /// A set of features.
  enum Kind: CaseIterable {
    case naive, histogram, correlations
  }

  private static let correlationLimit = 300

  private let records: Records
  private let levels: ReleaseLevels
  private let correlated: [Int]

  /// Prepares for releases.
  ///
  /// - Parameters:
  ///   - records: All records of the audit.
  ///   - pool: The rows of all releases.
  ///   - bins: The bins of a numeric column, at most.
  init(_ records: Records, pool: [Int], bins: Int) {
    self.records = records
    levels = ReleaseLevels(records, pool: pool, bins: bins)
    let moments = EncodedMoments(pool, of: records, columns: Array(records.columns.indices))
    correlated = moments.variances.indices.sorted {
      let (first, second) = (moments.variances[$0], moments.variances[$1])
      return first == second ? $0 < $1 : first > second
    }.prefix(Self.correlationLimit).sorted()
  }

  /// A release's features of one set.
  func features(of rows: [Int], _ kind: Kind) -> [Double] {
    switch kind {
    case .naive: records.dataset.columnsWithLabel.flatMap { Self.naive($0, rows) }
    case .histogram: histogram(rows)
    case .correlations:
      EncodedMoments(rows, of: records, columns: correlated, withProducts: true).correlations
    }
  }

  private static func naive(_ values: Feature.Values, _ rows: [Int]) -> [Double] {
    switch values {
    case .categorical(let categories):
      return [Double(Set(rows.map { categories.codes[$0] }).count)]
    case .numeric(let numbers):
      let present = rows.map { numbers[$0] }.filter { !$0.isNaN }.sorted()
      guard !present.isEmpty else { return [0, 0, 0] }
      let count = Double(present.count)
      let mean = present.reduce(0, +) / count
      let middle = (present[(present.count - 1) / 2] + present[present.count / 2]) / 2
      let variance = present.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
      return [mean, middle, variance]
    }
  }

  private func histogram(_ rows: [Int]) -> [Double] {
    zip(levels.codes, levels.sizes).flatMap { codes, size in
      var shares = Array(repeating: 0.0, count: size)
      for row in rows { shares[Int(codes[row])] += 1 / Double(rows.count) }
      return shares
    }
  }
}

/// Means and products of encoded columns over some records; what is missing counts as zero, the mean of all records.
private struct EncodedMoments {
  private static let blockSize = 1024

  private let means: [Double]
  /// Columns x columns, of which the upper triangle is filled; the squares alone where products are not wanted.
  private let products: [Double]
  private let hasProducts: Bool

  init(_ rows: [Int], of records: Records, columns: [Int], withProducts: Bool = false) {
    let width = columns.count
    var sums = Array(repeating: 0.0, count: width)
    var products = Array(repeating: 0.0, count: withProducts ? width * width : width)
    var block: [Double] = []
    for start in stride(from: 0, to: rows.count, by: Self.blockSize) {
      block.removeAll(keepingCapacity: true)
      for row in rows[start..<min(start + Self.blockSize, rows.count)] {
        let first = row * records.features.rowLength
        for (place, column) in columns.enumerated() {
          let value = Double(records.features.scalars[first + column])
          let known = value.isNaN ? 0 : value
          block.append(known)
          sums[place] += known
          if !withProducts { products[place] += known * known }
        }
      }
      guard withProducts, width > 0 else { continue }
      var target = products.mutableSpan
      addSquare(of: block.span, width: width, to: &target)
    }
    let count = Double(max(1, rows.count))
    means = sums.map { $0 / count }
    self.products = products.map { $0 / count }
    hasProducts = withProducts
  }

  var variances: [Double] {
    let step = hasProducts ? means.count + 1 : 1
    return means.indices.map { max(0, products[$0 * step] - means[$0] * means[$0]) }
  }

  /// The correlations of all pairs of columns; 0 with a column that is constant.
  var correlations: [Double] {
    let deviations = variances.map { $0.squareRoot() }
    return means.indices.flatMap { first in
      (first + 1..<max(means.count, first + 1)).map { second in
        let scale = deviations[first] * deviations[second]
        guard scale > 1e-9 else { return 0 }
        let covariance = products[first * means.count + second] - means[first] * means[second]
        return covariance / scale
      }
    }
  }
}
