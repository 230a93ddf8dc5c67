import Foundation
import Privacy
import Statistics
package import Tables

/// What finding codes may cost.
package struct DiscretizationBudget: Hashable, Sendable {
  /// The zero-concentrated privacy for all columns that are counted, in equal parts.
  package let rho: Double
  /// The chance, over all columns, that a level is published that only one record has.
  package let delta: Double

  /// Creates a budget.
  ///
  /// - Parameters:
  ///   - rho: The zero-concentrated privacy for all columns that are counted.
  ///   - delta: The chance that a level is published that only one record has.
  package init(rho: Double, delta: Double) {
    (self.rho, self.delta) = (rho, delta)
  }
}

extension Discretization {
  /// The cells that quantiles are found on, at most.
  static let quantileCells = 256

  /// Decides what codes stand for, by declarations and where they leave it open by noisy counts of records.
  ///
  /// The neighbouring relation is adding or removing one record. Each column that is counted costs an equal part of ρ:
  ///
  /// - quantiles come from one histogram of at most 256 cells of the declared range, of which a record is in one (sensitivity 1);
  /// - frequent levels are those of the records' levels whose noisy count reaches a threshold. A level that only one of two
  ///   neighbouring tables has is counted once there; the threshold is so high that noise lifts 1 to it with a chance of at most
  ///   this column's part of δ, and all else costs as a histogram does (δ-approximate zCDP, Bun and Steinke 2016, section 8).
  ///
  /// - Parameters:
  ///   - rules: The rule of each column by name; a categorical feature without one gets frequent levels.
  ///   - table: The table; of records that are not counted only the kinds of columns are read.
  ///   - rows: The row numbers of the records that are counted.
  ///   - budget: What all counting together may cost.
  ///   - counter: Counts and pays.
  /// - Throws: `MarginalsError` where rules and columns do not fit; `PrivacyError` where the budget does not allow it.
  package init(
    _ rules: [String: ColumnRule], of table: Dataset, counting rows: [Int],
    budget: DiscretizationBudget, by counter: inout NoisyCounter
  ) throws {
    let plan = try Self.plan(rules, for: table)
    let measured = plan.count { $0.rule.isMeasured }
    let open = plan.count { $0.rule.codes == .frequentLevels }
    let part = DiscretizationBudget(
      rho: budget.rho / Double(max(1, measured)), delta: budget.delta / Double(max(1, open)))
    try self.init(
      plan.map { planned in
        Column(
          name: planned.name,
          codes: try planned.codes(counting: rows, part: part, by: &counter),
          allowsMissing: planned.rule.allowsMissing)
      })
  }

  /// Whether any column has to be counted, and whether a level has to be frequent, under some rules.
  ///
  /// - Parameters:
  ///   - rules: The rule of each column by name.
  ///   - table: The table; only the kinds of its columns are read.
  /// - Returns: Whether noisy counts are needed at all, and for levels.
  /// - Throws: `MarginalsError` where rules and columns do not fit.
  package static func needs(
    _ rules: [String: ColumnRule], for table: Dataset
  ) throws(MarginalsError) -> (counts: Bool, levels: Bool) {
    let plan = try plan(rules, for: table)
    return (
      plan.contains { $0.rule.isMeasured }, plan.contains { $0.rule.codes == .frequentLevels }
    )
  }

  private static func plan(
    _ rules: [String: ColumnRule], for table: Dataset
  ) throws(MarginalsError) -> [PlannedColumn] {
    let names = table.columns.map(\.name)
    if let unknown = rules.keys.sorted().first(where: { !names.contains($0) }) {
      throw MarginalsError(
        "'columns' declares '\(unknown)', which the table lacks; it has \(names.joined(separator: ", "))"
      )
    }
    var plan: [PlannedColumn] = []
    for (name, values) in table.columns {
      plan.append(try PlannedColumn(name, values, rules[name]))
    }
    return plan
  }
}

/// A column with its rule.
private struct PlannedColumn {
  let name: String
  let values: Feature.Values
  let rule: ColumnRule

  init(
    _ name: String, _ values: Feature.Values, _ declared: ColumnRule?
  ) throws(MarginalsError) {
    (self.name, self.values) = (name, values)
    if name == Domain.label { try Self.checkLabel(declared) }
    if case .numeric = values {
      guard let declared else {
        throw MarginalsError(
          "the numeric column '\(name)' has no declared range; give 'columns: {\(name): {low: ..., high: ..., bins: ...}}'"
        )
      }
      rule = declared
    } else {
      rule = declared ?? ColumnRule(.frequentLevels)
    }
    try checkKind()
  }

  /// Classes are public: what is predicted is part of the task.
  private static func checkLabel(_ rule: ColumnRule?) throws(MarginalsError) {
    guard let rule, case .levels(_, hasOthers: false) = rule.codes, !rule.allowsMissing else {
      throw MarginalsError(
        "the classes are not declared; list all of them: 'columns: {\(Domain.label): {values: [...]}}'"
      )
    }
  }

  private func checkKind() throws(MarginalsError) {
    switch (values, rule.codes) {
    case (.numeric, .bins), (.numeric, .quantiles), (.categorical, .levels),
      (.categorical, .frequentLevels):
      return
    case (.numeric, _):
      throw MarginalsError(
        "column '\(name)' has numbers; declare 'low', 'high' and 'bins' or 'quantiles', or 'edges'")
    case (.categorical, _):
      throw MarginalsError("column '\(name)' has levels; declare 'values', or nothing")
    }
  }

  /// What the codes stand for.
  func codes(
    counting rows: [Int], part: DiscretizationBudget, by counter: inout NoisyCounter
  ) throws -> Discretization.Column.Codes {
    switch (rule.codes, values) {
    case (.bins(let bins), _): return .bins(bins)
    case (.levels(let names, let hasOthers), _): return .levels(names, hasOthers: hasOthers)
    case (.quantiles(let range, let count, let isWhole), .numeric(let numbers)):
      let cells = try NumberBins(
        dividing: range, into: cellCount(range, count, isWhole), isWhole: isWhole)
      var counts = Array(repeating: 0, count: cells.count)
      for row in rows where !numbers[row].isNaN { counts[cells.bin(of: numbers[row])] += 1 }
      let noisy = try counter.histogram(
        counts, "quantiles of '\(name)'", noise: try noise(part.rho))
      return .bins(try cells.merged(counts: noisy, into: count))
    case (.frequentLevels, .categorical(let categories)):
      return .levels(try frequent(categories, rows, part, &counter), hasOthers: true)
    case (.quantiles, _), (.frequentLevels, _):
      preconditionFailure("a rule for another kind of column")
    }
  }

  private func cellCount(_ range: ClosedRange<Double>, _ count: Int, _ isWhole: Bool) -> Int {
    guard isWhole else { return max(count, Discretization.quantileCells) }
    let numbers = range.upperBound.rounded(.down) - range.lowerBound.rounded(.up) + 1
    return max(count, Int(min(numbers, Double(Discretization.quantileCells))))
  }

  /// The levels that enough records have, in the order of their names.
  private func frequent(
    _ categories: Categories, _ rows: [Int], _ part: DiscretizationBudget,
    _ counter: inout NoisyCounter
  ) throws -> [String] {
    var counts = Array(repeating: 0, count: categories.names.count)
    for row in rows where categories.codes[row] >= 0 { counts[Int(categories.codes[row])] += 1 }
    // Levels that none of these records has are not even candidates: they would tell of other records.
    let present = counts.indices.filter { counts[$0] > 0 }
    let noise = try noise(part.delta > 0 ? part.rho : 0)
    // The noise is at least k with a chance of at most that of the normal law from k - 1 on (Canonne et al. 2020, prop. 25).
    let reach = -Normal.standard.quantile(part.delta) * noise.sigma.value
    let threshold = 2 + Int(reach.rounded(.up))
    let noisy = try counter.histogram(
      present.map { counts[$0] }, "frequent levels of '\(name)'", noise: noise
    ) { $0.map { $0 >= threshold ? $0 : 0 } }
    return zip(present, noisy).filter { $0.1 >= threshold && $0.1 > 0 }
      .map { categories.names[$0.0] }.filter { $0 != Discretization.other }
  }

  /// The noise that costs ρ; rounded up, which costs less.
  private func noise(_ rho: Double) throws -> DiscreteGaussian {
    guard rho > 0 else {
      throw MarginalsError(
        "column '\(name)' must be counted, but no budget is left for that; declare it, or raise 'discretization'"
      )
    }
    return try DiscreteGaussian(
      sigma: Fraction(
        roundingUp: ZeroConcentrated.noiseMultiplier(rho: rho), toMultiplesOfOneOver: 1024))
  }
}

extension NumberBins {
  /// Joins neighbouring bins so that each holds about equally many of what was counted.
  ///
  /// - Parameters:
  ///   - counts: A noisy count of each bin; what is below 0 counts as 0.
  ///   - wanted: The most bins.
  /// - Returns: At most so many bins with the same ends; of equal width where nothing was counted.
  /// - Throws: `MarginalsError` where a range holds fewer whole numbers than bins.
  fileprivate func merged(counts: [Int], into wanted: Int) throws(MarginalsError) -> NumberBins {
    let counts = counts.map { max(0, $0) }
    let total = counts.reduce(0, +)
    guard total > 0 else {
      return try NumberBins(
        dividing: edges[0]...edges[count], into: wanted, isWhole: isWhole)
    }
    var (result, passed, quantile) = ([edges[0]], 0, 1)
    for (cell, count) in counts.enumerated().dropLast() {
      passed += count
      guard passed * wanted >= total * quantile else { continue }
      result.append(edges[cell + 1])
      quantile = passed * wanted / total + 1
      if quantile >= wanted { break }
    }
    return try NumberBins(edges: result + [edges[self.count]], isWhole: isWhole)
  }
}
