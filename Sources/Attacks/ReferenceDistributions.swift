import Auditing
import Statistics

/// Where the centre of a reference distribution is put.
package enum Center: Sendable {
  /// The arithmetic mean, as in the LiRA paper.
  case mean
  /// The median, as in the paper's code.
  case median
}

/// Over what the variance of a reference distribution is estimated.
package enum VarianceEstimate: Sendable {
  /// The models of one record.
  case perRecord
  /// All records and models, each record centred first.
  case global
}

/// For each record and query, a Gaussian fitted to the reference models that did not see the record, and one to those that did.
struct ReferenceDistributions {
  /// The Gaussians of one side of the inclusion.
  struct Side {
    /// The centre of each record and query.
    fileprivate(set) var center: [Double] = []
    /// The population standard deviation of each record and query.
    fileprivate(set) var deviation: [Double] = []

    /// The distribution of one record and query.
    func normal(_ place: Int) -> Normal {
      Normal(mean: center[place], standardDeviation: deviation[place])
    }
  }

  /// Of the models that did not see the record.
  private(set) var out = Side()
  /// Of the models that saw the record; nil where only the others were asked for.
  private(set) var into: Side?

  /// The smallest deviation, as a share of the global one; a record on which all models agree has none of its own.
  static let floor = 1e-3

  /// Fits to a bank, block by block.
  ///
  /// - Parameters:
  ///   - bank: The reference models' signals.
  ///   - center: Where the centres are put.
  ///   - variance: Over what the variances are estimated.
  ///   - onBothSides: False where the models that saw a record are not wanted.
  /// - Throws: `AuditingError` where a record has no model on a side, or none of the models vary.
  init(
    _ bank: SignalBank, center: Center, variance: VarianceEstimate, onBothSides: Bool
  ) throws {
    var sides = onBothSides ? [Fit(included: false), Fit(included: true)] : [Fit(included: false)]
    for records in bank.blocks {
      let moments = BlockMoments(
        try bank.block(records), modelCount: bank.models.count, queries: bank.queryCount)
      for side in sides.indices { try sides[side].add(moments, center: center) }
    }
    out = try sides[0].side(variance)
    into = onBothSides ? try sides[1].side(variance) : nil
  }

  /// What is known of one side after some blocks.
  private struct Fit {
    let included: Bool
    var centers: [Double] = []
    var squares: [Double] = []
    var counts: [Double] = []

    init(included: Bool) { self.included = included }

    mutating func add(_ block: BlockMoments, center: Center) throws(AuditingError) {
      let counts = included ? block.includedCounts : block.excludedCounts
      if let record = counts.firstIndex(of: 0) {
        throw AuditingError(
          "no reference model \(included ? "saw" : "left out") the record at position "
            + "\(block.records.lowerBound + record / block.queries): "
            + "draw each record into half of the models")
      }
      self.counts += counts
      squares += included ? block.includedSquares : block.excludedSquares
      switch center {
      case .mean: centers += included ? block.includedMeans : block.excludedMeans
      case .median: centers += block.medians(included: included)
      }
    }

    func side(_ variance: VarianceEstimate) throws(AuditingError) -> Side {
      let global = squares.reduce(0, +) / counts.reduce(0, +)
      guard global > 0 else {
        throw AuditingError("all reference models give the same signals; check that they differ")
      }
      let least = ReferenceDistributions.floor * global.squareRoot()
      let deviations =
        switch variance {
        case .global: Array(repeating: global.squareRoot(), count: centers.count)
        case .perRecord:
          zip(squares, counts).map { max(least, ($0 / $1).squareRoot()) }
        }
      return Side(center: centers, deviation: deviations)
    }
  }
}

/// Counts, means and squared residuals of each record and query of a block, for both sides of the inclusion at once.
///
/// Without branches: half of the records are on either side at random, which no processor predicts.
private struct BlockMoments {
  let records: Range<Int>
  let queries: Int
  private(set) var includedCounts: [Double]
  private(set) var excludedCounts: [Double]
  private(set) var includedMeans: [Double]
  private(set) var excludedMeans: [Double]
  private(set) var includedSquares: [Double]
  private(set) var excludedSquares: [Double]
  private let values: [Float]
  private let weights: [Float]

  init(_ block: SignalBank.Block, modelCount: Int, queries: Int) {
    records = block.records
    self.queries = queries
    values = block.values
    weights = Self.weights(block.isIncluded, queries: queries)
    let width = block.records.count * queries
    let zeros = Array(repeating: 0.0, count: width)
    (includedCounts, includedMeans, includedSquares) = (zeros, zeros, zeros)
    var (totals, squares) = (zeros, zeros)
    for model in 0..<modelCount {
      let start = model * width
      for place in 0..<width {
        let (value, weight) = (Double(values[start + place]), Double(weights[start + place]))
        includedCounts[place] += weight
        includedMeans[place] += value * weight
        totals[place] += value
      }
    }
    excludedCounts = includedCounts.map { Double(modelCount) - $0 }
    excludedMeans = zeros
    for place in 0..<width {
      excludedMeans[place] =
        (totals[place] - includedMeans[place]) / max(1, excludedCounts[place])
      includedMeans[place] /= max(1, includedCounts[place])
    }
    for model in 0..<modelCount {
      let start = model * width
      for place in 0..<width {
        let (value, weight) = (Double(values[start + place]), Double(weights[start + place]))
        let mean = includedMeans[place] * weight + excludedMeans[place] * (1 - weight)
        let square = (value - mean) * (value - mean)
        includedSquares[place] += square * weight
        squares[place] += square * (1 - weight)
      }
    }
    excludedSquares = squares
  }

  /// 1 where a model saw a record and 0 elsewhere, for each query.
  private static func weights(_ isIncluded: [Bool], queries: Int) -> [Float] {
    guard queries > 1 else { return isIncluded.map { $0 ? 1 : 0 } }
    return isIncluded.flatMap { Array(repeating: $0 ? Float(1) : 0, count: queries) }
  }

  /// The median of each record and query over one side's models.
  func medians(included: Bool) -> [Double] {
    let width = includedCounts.count
    let wanted: Float = included ? 1 : 0
    var sample: [Double] = []
    return (0..<width).map { place in
      sample.removeAll(keepingCapacity: true)
      for index in stride(from: place, to: values.count, by: width)
      where weights[index] == wanted {
        sample.append(Double(values[index]))
      }
      return median(sample)
    }
  }
}
