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
    let center: [Double]
    /// The population standard deviation of each record and query.
    let deviation: [Double]

    /// The distribution of one record and query.
    func normal(_ place: Int) -> Normal {
      Normal(mean: center[place], standardDeviation: deviation[place])
    }
  }

  /// Of the models that did not see the record.
  let out: Side
  /// Of the models that saw the record; nil where only the others were asked for.
  let into: Side?

  /// The smallest deviation, as a share of the global one; a record on which all models agree has none of its own.
  static let floor = 1e-3

  /// Fits to a bank.
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
    let moments = try bank.moments()
    out = try Self.side(.out, moments.out, of: bank, center, variance)
    into = onBothSides ? try Self.side(.into, moments.into, of: bank, center, variance) : nil
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

  private static func side(
    _ side: ReferenceSide, _ moments: BankMoments.Side, of bank: SignalBank, _ center: Center,
    _ variance: VarianceEstimate
  ) throws -> Side {
    if let place = moments.counts.firstIndex(of: 0) {
      throw AuditingError.noModel(included: side == .into, record: place / bank.queryCount)
    }
    return Side(
      center: center == .mean ? moments.means : try bank.medians(side),
      deviation: try deviations(moments, variance))
  }

  private static func deviations(
    _ moments: BankMoments.Side, _ variance: VarianceEstimate
  ) throws(AuditingError) -> [Double] {
    let global = moments.squares.reduce(0, +) / moments.counts.reduce(0, +)
    guard global > 0 else {
      throw AuditingError("all reference models give the same signals; check that they differ")
    }
    let least = floor * global.squareRoot()
    switch variance {
    case .global: return Array(repeating: global.squareRoot(), count: moments.means.count)
    case .uncentered:
      return Array(repeating: uncentered(moments).squareRoot(), count: moments.means.count)
    case .perRecord:
      return zip(moments.squares, moments.counts).map { max(least, ($0 / $1).squareRoot()) }
    }
  }

  /// The variance of all values around their one mean: that within records and that between them.
  private static func uncentered(_ moments: BankMoments.Side) -> Double {
    let (means, counts) = (moments.means, moments.counts)
    let total = counts.reduce(0, +)
    let mean = zip(means, counts).reduce(0) { $0 + $1.0 * $1.1 } / total
    let between = zip(means, counts).reduce(0) {
      $0 + $1.1 * ($1.0 - mean) * ($1.0 - mean)
    }
    return (moments.squares.reduce(0, +) + between) / total
  }
}
