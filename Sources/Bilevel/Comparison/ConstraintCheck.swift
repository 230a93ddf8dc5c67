package import Statistics

/// How far a model is from constraints on records that it did not learn from, and how sure that is.
package struct ConstraintCheck: Equatable, Sendable {
  /// How far the worst row is beyond its bound, in the constraint's units; below 0 where all hold.
  package let excess: Double
  /// The 95 % percentile interval of the excess over resamples of the records within each combination of groups and label; nil where none was asked for.
  package let interval: ClosedRange<Double>?
  /// What the worst row says.
  package let row: String
  /// The number of records.
  package let records: Int

  private static let resamples = 1000
  private static let tail = 0.025

  /// Whether all rows hold: yes, no, or not beyond the interval.
  package var verdict: Verdict {
    if excess <= 0 { return .met }
    return (interval?.lowerBound ?? excess) <= 0 ? .withinInterval : .missed
  }

  /// What is said of the rows.
  package enum Verdict: String, Sendable {
    case met
    case withinInterval = "met within the interval"
    case missed = "NOT met"
  }

  /// Checks a linear model.
  ///
  /// - Parameters:
  ///   - coefficients: The model.
  ///   - constraints: The constraints, at least one.
  ///   - records: The records.
  ///   - generator: What resamples are drawn from; nil for no interval.
  /// - Throws: `BilevelError` where the records have fewer than two of a constraint's groups.
  package init(
    _ coefficients: [Double], _ constraints: [FairnessConstraint], on records: LocalRecords,
    using generator: SeededGenerator? = nil
  ) throws(BilevelError) {
    let sample = records.sample
    try self.init(
      scores: products(of: sample.design, width: sample.width, with: coefficients), constraints,
      on: sample, using: generator)
  }

  /// Checks a perceptron, as the other.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - parameters: Its parameters.
  ///   - constraints: The constraints, at least one.
  ///   - records: The records.
  ///   - generator: What resamples are drawn from; nil for no interval.
  /// - Throws: `BilevelError` where the records have fewer than two of a constraint's groups.
  package init(
    _ network: TanhNetwork, _ parameters: [Double], _ constraints: [FairnessConstraint],
    on records: LocalRecords, using generator: SeededGenerator? = nil
  ) throws(BilevelError) {
    let sample = records.sample
    try self.init(
      scores: network.scores(parameters, rows: sample.design), constraints, on: sample,
      using: generator)
  }

  private init(
    scores: [Double], _ constraints: [FairnessConstraint], on sample: ClientSample,
    using generator: SeededGenerator?
  ) throws(BilevelError) {
    let set = try ConstraintSet(constraints, on: sample)
    guard !set.rows.isEmpty else { throw BilevelError("no constraint compares any two groups") }
    let decisions = set.smoothings.map { smoothing in scores.map { smoothing($0).value } }
    func rows(_ means: [Double]) -> [Double] {
      set.rows.map { row in
        let value = zip(row.factors, means).reduce(0) { $0 + $1.0 * $1.1 }
        return max(row.lower - value, value - row.upper)
      }
    }
    func means(_ record: (Range<Int>) -> Int) -> [Double] {
      // The same records for all smoothings, so that these go together.
      let drawn = sample.cells.map { cell in cell.records.map { _ in record(cell.records) } }
      return decisions.flatMap { values in
        drawn.map { rows in rows.reduce(0) { $0 + values[$1] } / Double(rows.count) }
      }
    }
    let whole = decisions.flatMap { values in
      sample.cells.map { cell in values[cell.records].reduce(0, +) / Double(cell.records.count) }
    }
    let found = rows(whole)
    let worst = found.indices.max { found[$0] < found[$1] } ?? 0
    (excess, row, records) = (found[worst], set.rows[worst].name, scores.count)
    guard var generator else {
      interval = nil
      return
    }
    let drawn = (0..<Self.resamples).map { _ in
      rows(means { $0.lowerBound + generator.integer(below: $0.count) }).max() ?? 0
    }.sorted()
    let cut = Int(Self.tail * Double(Self.resamples))
    interval = drawn[cut]...drawn[Self.resamples - 1 - cut]
  }
}
