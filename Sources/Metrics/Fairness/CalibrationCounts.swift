package import Tables

/// The records of each group by class and bin of their probability, with what calibration needs of each cell.
///
/// A cell keeps its number of records, their mean probability and mean square error. Resampling counts cells and keeps
/// those means, so that the spread of probabilities within a cell, at most a bin's width, is left out of intervals.
package struct CalibrationCounts: Equatable, Sendable {
  /// The number of groups.
  let levelCount: Int
  /// The number of bins.
  package let binCount: Int
  /// Levels x (other classes, positive class) x bins.
  let counts: [Double]
  /// Mean probability less 1 for the positive class and less 0 for the others, by cell; 0 where there is no record.
  let excess: [Double]
  /// The mean of the squares of that, by cell.
  let squares: [Double]

  /// Counts in one pass, after one to find the bins.
  ///
  /// - Parameters:
  ///   - group: The level of each record.
  ///   - isPositive: Whether each record is of the positive class.
  ///   - probability: The model's probability of the positive class for each record.
  ///   - bins: The most bins.
  /// - Throws: `MetricsError` naming the first record whose probability is not from 0 to 1.
  package init(
    _ group: Group, isPositive: [Bool], probability: [Double], bins: Int
  ) throws(MetricsError) {
    if let record = probability.firstIndex(where: { !($0 >= 0 && $0 <= 1) }) {
      throw MetricsError(
        "record \(record) has the probability \(probability[record]); give numbers from 0 to 1")
    }
    let ends = EqualMassBins(probability, most: bins)
    levelCount = group.categories.names.count
    binCount = ends.count
    let codes = group.categories.codes
    precondition(
      codes.count == probability.count && codes.count == isPositive.count,
      "\(codes.count) levels, \(probability.count) probabilities")
    var counts = Array(repeating: 0.0, count: levelCount * 2 * binCount)
    var (excess, squares) = (counts, counts)
    for record in codes.indices {
      let (value, truth) = (probability[record], isPositive[record] ? 1 : 0)
      let cell = (Int(codes[record]) &* 2 &+ truth) &* binCount &+ ends.bin(value)
      let difference = value - Double(truth)
      counts[cell] += 1
      excess[cell] += difference
      squares[cell] += difference * difference
    }
    for cell in counts.indices where counts[cell] > 0 {
      excess[cell] /= counts[cell]
      squares[cell] /= counts[cell]
    }
    (self.counts, self.excess, self.squares) = (counts, excess, squares)
  }
}
