import Auditing
import Statistics
package import Tables

/// A released table, the real one and perhaps a hold-out, aligned, binned and split once for all utility metrics.
package struct UtilityEvidence: Sendable {
  /// The real records from which the release was made.
  package let real: Dataset
  /// The released records.
  package let release: Dataset
  /// Real records from which it was not made; nil where there are none.
  package let holdOut: Dataset?
  /// The records as levels of the columns, in the order real, release, hold-out.
  package let discrete: [DiscreteTable]
  /// How the tables are compared.
  package let plan: UtilityPlan
  /// The splits of the real records.
  let halves: RealHalves

  /// Aligns the tables and fits the bins on the real one.
  ///
  /// - Parameters:
  ///   - real: The real records.
  ///   - release: The released records.
  ///   - holdOut: Real records that the release was not made from.
  ///   - plan: How to compare.
  /// - Throws: `TablesError` where columns do not agree; `MetricsError` where a table has too few records.
  package init(
    real: Dataset, release: Dataset, holdOut: Dataset? = nil, plan: UtilityPlan = UtilityPlan()
  ) throws {
    guard real.count >= 2 else {
      throw MetricsError(
        "\(real.name): \(real.count) real records cannot be split into halves; give at least 2")
    }
    for table in [release] + (holdOut.map { [$0] } ?? []) where table.count == 0 {
      throw MetricsError("\(table.name): no records to compare with \(real.name)")
    }
    let aligned = try Dataset.aligned(real, [release] + (holdOut.map { [$0] } ?? []))
    (self.real, self.release) = (aligned[0], aligned[1])
    self.holdOut = aligned.count > 2 ? aligned[2] : nil
    let domain = Domain(fittedOn: aligned[0], bins: plan.bins)
    discrete = aligned.map(domain.discrete)
    halves = RealHalves(
      real: real.count, release: release.count, count: plan.splits, seed: plan.seed)
    self.plan = plan
  }

  /// The names of all columns, features first, a given label last.
  package var columnNames: [String] { discrete[0].domain.columns.map(\.name) }

  /// The names of some columns.
  func names(_ columns: [Int]) -> [String] { columns.map { columnNames[$0] } }

  /// What is said of every yardstick between halves.
  var halvesConvention: String {
    let split = halves.splits[0]
    return "between \(split.first.count) and \(split.second.count) random real records, "
      + "mean of \(halves.splits.count) splits"
  }

  /// The same brought to the sizes of the tables.
  var scaledConvention: String {
    halvesConvention
      + (halves.scale < 1
        ? ", times \((halves.scale * 1e4).rounded() / 1e4), the root of the sizes' ratio; "
          + "too low where cells hold few records"
        : ", whose sizes are as far apart as the tables'")
  }

  /// Puts one figure of the release beside the same figure of halves and hold-out.
  ///
  /// - Parameters:
  ///   - metric: The figure's name.
  ///   - release: The release's value and worst place; nil where undefined.
  ///   - halves: The value of each split; nil where undefined.
  ///   - holdOut: The hold-out's.
  ///   - convention: What the figure is.
  /// - Returns: The figures, those without a value not applicable.
  func comparison(
    _ metric: String, release: MeanFigure?, halves: [Double?], holdOut: MeanFigure?,
    convention: String
  ) -> UtilityComparison {
    func reading(
      _ suffix: String, _ value: Double?, count: Int, _ convention: String
    ) -> Reading {
      Reading(
        metric + suffix, value: value, count: count,
        status: value == nil ? .notApplicable : .ok, convention: convention)
    }
    let defined = halves.compactMap { $0 }
    let floor = defined.isEmpty ? nil : mean(defined)
    return UtilityComparison(
      release: UtilityReading(
        reading("", release?.mean, count: self.release.count, convention), .lowerIsBetter,
        worst: release?.worst),
      halves: UtilityReading(
        reading(" halves", floor, count: real.count, halvesConvention), .yardstick),
      halvesAtReleaseSize: UtilityReading(
        reading(
          " floor", floor.map { $0 * self.halves.scale }, count: real.count, scaledConvention),
        .yardstick),
      holdOut: self.holdOut.map { table in
        UtilityReading(
          reading(
            " hold-out", holdOut?.mean, count: table.count,
            "the hold-out in place of the release; " + convention), .yardstick,
          worst: holdOut?.worst)
      })
  }
}

/// A mean over sets of columns, and the set where the value is greatest.
struct MeanFigure: Equatable {
  let mean: Double
  let worst: UtilityReading.Worst

  /// Nil where there is no value.
  init?(_ values: [Double], names: (Int) -> [String]) {
    guard var worst = values.indices.first else { return nil }
    for place in values.indices where values[place] > values[worst] { worst = place }
    mean = values.reduce(0, +) / Double(values.count)
    self.worst = UtilityReading.Worst(columns: names(worst), value: values[worst])
  }
}
