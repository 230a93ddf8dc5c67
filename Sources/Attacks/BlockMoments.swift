import Auditing

/// Counts, means and squared residuals of each record and query of a block, for both sides of the inclusion at once.
///
/// Without branches: half of the records are on either side at random, which no processor predicts. The loops run over spans of
/// equal lengths, whose checks the compiler takes out.
struct BlockMoments {
  let includedCounts: [Double]
  let excludedCounts: [Double]
  let includedMeans: [Double]
  let excludedMeans: [Double]
  let includedSquares: [Double]
  let excludedSquares: [Double]

  /// Adds up a block's models.
  ///
  /// - Parameters:
  ///   - block: Models x records x queries.
  ///   - modelCount: The number of models.
  ///   - queries: The number of queries of each record.
  init(_ block: SignalBank.Block, modelCount: Int, queries: Int) {
    let isIncluded =
      queries == 1
      ? block.isIncluded
      : block.isIncluded.flatMap { Array(repeating: $0, count: queries) }
    let width = block.records.count * queries
    let zeros = Array(repeating: 0.0, count: width)
    var (counts, included, excluded) = (zeros, zeros, zeros)
    for model in 0..<modelCount {
      let row = model * width..<(model + 1) * width
      Self.addValues(
        block.values.span.extracting(row), isIncluded.span.extracting(row), &counts, &included,
        &excluded)
    }
    for place in 0..<width {
      included[place] /= max(1, counts[place])
      excluded[place] /= max(1, Double(modelCount) - counts[place])
    }
    var (includedSquares, excludedSquares) = (zeros, zeros)
    for model in 0..<modelCount {
      let row = model * width..<(model + 1) * width
      Self.addSquares(
        block.values.span.extracting(row), isIncluded.span.extracting(row),
        around: (included, excluded), &includedSquares, &excludedSquares)
    }
    (includedCounts, includedMeans, excludedMeans) = (counts, included, excluded)
    excludedCounts = counts.map { Double(modelCount) - $0 }
    (self.includedSquares, self.excludedSquares) = (includedSquares, excludedSquares)
  }

  /// Adds one model's values to the sums of the side that each record is on.
  private static func addValues(
    _ values: Span<Float>, _ isIncluded: Span<Bool>, _ counts: inout [Double],
    _ included: inout [Double], _ excluded: inout [Double]
  ) {
    var counts = counts.mutableSpan
    var included = included.mutableSpan
    var excluded = excluded.mutableSpan
    let width = values.count
    precondition(
      isIncluded.count == width && counts.count == width && included.count == width
        && excluded.count == width, "sums of another number of places than \(width)")
    for place in 0..<width {
      let value = Double(values[place])
      let isIn = isIncluded[place]
      counts[place] += isIn ? 1 : 0
      included[place] += isIn ? value : 0
      excluded[place] += isIn ? 0 : value
    }
  }

  /// Adds the squares of one model's residuals from the mean of the side that each record is on.
  private static func addSquares(
    _ values: Span<Float>, _ isIncluded: Span<Bool>,
    around means: (included: [Double], excluded: [Double]), _ included: inout [Double],
    _ excluded: inout [Double]
  ) {
    let includedMeans = means.included.span
    let excludedMeans = means.excluded.span
    var included = included.mutableSpan
    var excluded = excluded.mutableSpan
    let width = values.count
    precondition(
      isIncluded.count == width && includedMeans.count == width && excludedMeans.count == width
        && included.count == width && excluded.count == width,
      "squares of another number of places than \(width)")
    for place in 0..<width {
      let isIn = isIncluded[place]
      let residual = Double(values[place]) - (isIn ? includedMeans[place] : excludedMeans[place])
      included[place] += isIn ? residual * residual : 0
      excluded[place] += isIn ? 0 : residual * residual
    }
  }
}
