/// Something that gives rates of groups from counts of cells, so that samples and resamples are measured by the same code.
///
/// Rates are written rate by rate, each for all columns: the groups, then all records, then what else there is.
protocol RateModel: Sendable {
  /// The rates, in the order in which they are written.
  var rates: [BaseRate] { get }
  /// The number of columns.
  var columnCount: Int { get }
  /// The sample's records by cell.
  var cells: [Double] { get }
  /// Groups x labels as ranges of cells, which resampling leaves at their size.
  var strata: [Range<Int>] { get }

  /// Writes the rates of cells, NaN where one is not defined.
  func write(_ cells: [Double], into values: inout [Double])
}

extension RateModel {
  /// The rates of the sample.
  var sample: [Double] {
    var values = Array(repeating: 0.0, count: rates.count * columnCount)
    write(cells, into: &values)
    return values
  }
}

/// The shares of decisions of groups, of all records, and of a privileged group beside all others.
struct DecisionRates: RateModel {
  static let width = 5

  let rates: [BaseRate]
  let cells: [Double]
  let strata: [Range<Int>]
  private let levelCount: Int
  private let privileged: Int?

  /// Takes up the groups' counts.
  ///
  /// - Parameters:
  ///   - outcomes: The counts of each group.
  ///   - rates: Shares.
  ///   - privileged: The group that all others together are compared with.
  init(_ outcomes: [OutcomeCounts], rates: [BaseRate], privileged: Int?) {
    self.rates = rates
    levelCount = outcomes.count
    self.privileged = privileged
    cells = outcomes.flatMap {
      [
        $0.truePositives, $0.falseNegatives, $0.falsePositives, $0.rightlyOther, $0.confused,
      ]
    }
    strata = outcomes.indices.flatMap { level in
      let (first, end) = (level * Self.width, (level + 1) * Self.width)
      return [first..<first + 2, first + 2..<end]
    }
  }

  /// The groups, all records and, where one is privileged, it and the others.
  var columnCount: Int { levelCount + (privileged == nil ? 1 : 3) }

  func write(_ cells: [Double], into values: inout [Double]) {
    var (all, others) = (OutcomeCounts(), OutcomeCounts())
    for level in 0..<levelCount {
      let counts = counts(cells, level)
      all += counts
      if let privileged, privileged != level { others += counts }
      write(counts, column: level, into: &values)
    }
    write(all, column: levelCount, into: &values)
    if let privileged {
      write(counts(cells, privileged), column: levelCount + 1, into: &values)
      write(others, column: levelCount + 2, into: &values)
    }
  }

  @inline(__always)
  private func counts(_ cells: [Double], _ level: Int) -> OutcomeCounts {
    let first = level &* Self.width
    return OutcomeCounts(
      truePositives: cells[first], falseNegatives: cells[first + 1],
      falsePositives: cells[first + 2], rightlyOther: cells[first + 3], confused: cells[first + 4])
  }

  @inline(__always)
  private func write(_ counts: OutcomeCounts, column: Int, into values: inout [Double]) {
    for place in rates.indices {
      if let share = rates[place].share(of: counts) {
        values[place &* columnCount &+ column] = share.numerator / share.denominator
      }
    }
  }
}

/// The calibration of groups and of all records.
struct CalibrationRates: RateModel {
  let rates = BaseRate.calibration
  let strata: [Range<Int>]
  private let counts: CalibrationCounts

  init(_ counts: CalibrationCounts) {
    self.counts = counts
    let width = counts.binCount
    strata = (0..<counts.levelCount * 2).map { $0 * width..<($0 + 1) * width }
  }

  var cells: [Double] { counts.counts }
  var columnCount: Int { counts.levelCount + 1 }

  func write(_ cells: [Double], into values: inout [Double]) {
    var pooled = Array(repeating: 0.0, count: counts.binCount)
    var all = Sums()
    for level in 0..<counts.levelCount {
      let own = sums(cells, level, &pooled)
      all.total += own.total
      all.square += own.square
      write(own, column: level, into: &values)
    }
    for excess in pooled {
      all.excess += excess
      all.error += abs(excess)
    }
    write(all, column: counts.levelCount, into: &values)
  }

  private struct Sums {
    var (total, excess, error, square) = (0.0, 0.0, 0.0, 0.0)
  }

  @inline(__always)
  private func sums(_ cells: [Double], _ level: Int, _ pooled: inout [Double]) -> Sums {
    let width = counts.binCount
    let (other, positive) = (level &* 2 &* width, (level &* 2 &+ 1) &* width)
    var sums = Sums()
    for bin in 0..<width {
      let (a, b) = (other &+ bin, positive &+ bin)
      let excess = cells[a] * counts.excess[a] + cells[b] * counts.excess[b]
      sums.total += cells[a] + cells[b]
      sums.excess += excess
      sums.error += abs(excess)
      sums.square += cells[a] * counts.squares[a] + cells[b] * counts.squares[b]
      pooled[bin] += excess
    }
    return sums
  }

  @inline(__always)
  private func write(_ sums: Sums, column: Int, into values: inout [Double]) {
    let width = columnCount
    values[column] = sums.excess / sums.total
    values[width + column] = sums.error / sums.total
    values[2 * width + column] = sums.square / sums.total
  }
}
