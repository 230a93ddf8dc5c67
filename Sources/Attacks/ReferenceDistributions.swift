import Auditing
import Statistics
import Tensors

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
  /// All records and models around one mean, as the paper's code does where it fixes the variance.
  case uncentered
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

  /// Fits to the scaled confidences of reference models that were asked the queries that the target was.
  ///
  /// - Parameters:
  ///   - outputs: The target's and the reference models' scaled confidences.
  ///   - center: Where the centres are put.
  ///   - variance: Over what the variances are estimated.
  ///   - onBothSides: False where the models that saw a record are not wanted.
  /// - Throws: `AuditingError` where the numbers of queries differ, and as the fit to a bank.
  init(
    fittedTo outputs: Outputs, center: Center, variance: VarianceEstimate, onBothSides: Bool
  ) throws {
    let bank = try outputs.bank(.scaledConfidence)
    let queries = try outputs.values(.scaledConfidence).rowLength
    guard queries == bank.queryCount else {
      throw AuditingError(
        "\(queries) queries of the target and \(bank.queryCount) of the reference models")
    }
    try self.init(bank, center: center, variance: variance, onBothSides: onBothSides)
  }

  /// What is known of one side after some blocks.
  private struct Fit {
    let included: Bool
    var centers: [Double] = []
    var means: [Double] = []
    var squares: [Double] = []
    var counts: [Double] = []

    init(included: Bool) { self.included = included }

    mutating func add(_ block: BlockMoments, center: Center) throws(AuditingError) {
      let counts = included ? block.includedCounts : block.excludedCounts
      if let place = counts.firstIndex(of: 0) {
        throw .noModel(
          included: included, record: block.records.lowerBound + place / block.queries)
      }
      self.counts += counts
      squares += included ? block.includedSquares : block.excludedSquares
      let means = included ? block.includedMeans : block.excludedMeans
      self.means += means
      centers += center == .mean ? means : block.medians(included: included)
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
        case .uncentered: Array(repeating: uncentered.squareRoot(), count: centers.count)
        case .perRecord:
          zip(squares, counts).map { max(least, ($0 / $1).squareRoot()) }
        }
      return Side(center: centers, deviation: deviations)
    }

    /// The variance of all values around their one mean: that within records and that between them.
    private var uncentered: Double {
      let total = counts.reduce(0, +)
      let mean = zip(means, counts).reduce(0) { $0 + $1.0 * $1.1 } / total
      let between = zip(means, counts).reduce(0) {
        $0 + $1.1 * ($1.0 - mean) * ($1.0 - mean)
      }
      return (squares.reduce(0, +) + between) / total
    }
  }
}
