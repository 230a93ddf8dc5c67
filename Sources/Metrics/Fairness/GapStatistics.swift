import Foundation

/// The aggregates of criteria, as functions of the rates that a model writes.
struct GapStatistics: Sendable {
  /// One number: a criterion's aggregate.
  struct Gap: Equatable, Sendable {
    let criterion: FairnessCriterion
    let aggregate: Aggregate

    /// The greatest value that it can take.
    var most: Double {
      aggregate == .sum
        ? .infinity : criterion == .calibrationInTheLarge && aggregate == .difference ? 2 : 1
    }
  }

  /// The numbers, in the order in which they are computed: criterion by criterion, all aggregates of each.
  let gaps: [Gap]
  /// The criteria whose rates are all among the model's.
  let criteria: [FairnessCriterion]
  /// By criterion, the places of its first and its last rate.
  private let places: [(first: Int, last: Int)]
  /// By rate of the model, the columns of the groups that are compared.
  private let compared: [[Int]]
  private let columnCount: Int
  private let overall: Int
  /// Whether a group's undefined rate reads as 0.
  private let undefinedIsZero: Bool

  /// Chooses the criteria that the rates allow.
  ///
  /// - Parameters:
  ///   - model: The rates and their columns.
  ///   - compared: By rate, the groups that are compared.
  ///   - overall: The column of all records.
  ///   - undefinedIsZero: Whether a compared group's undefined rate reads as 0.
  init(_ model: some RateModel, compared: [[Int]], overall: Int, undefinedIsZero: Bool) {
    let rates = model.rates
    criteria = FairnessCriterion.allCases.filter { $0.rates.allSatisfy(rates.contains) }
    gaps = criteria.flatMap { criterion in
      Aggregate.allCases.map { Gap(criterion: criterion, aggregate: $0) }
    }
    places = criteria.map { criterion in
      let found = criterion.rates.compactMap(rates.firstIndex(of:))
      return (found[0], found[found.count - 1])
    }
    self.compared = compared
    columnCount = model.columnCount
    self.overall = overall
    self.undefinedIsZero = undefinedIsZero
  }

  /// Computes all numbers of one sample.
  ///
  /// - Parameter rates: What the model wrote.
  /// - Returns: One number for each gap, NaN where it is not defined.
  func values(_ rates: [Double]) -> [Double] {
    let summaries = compared.indices.map { summary(rates, $0) }
    var values: [Double] = []
    values.reserveCapacity(gaps.count)
    for (criterion, place) in zip(criteria, places) {
      let isSigned = criterion.rates[0].isSigned
      for aggregate in Aggregate.allCases {
        guard !(isSigned && aggregate.isRatio) else {
          values.append(.nan)
          continue
        }
        let first = summaries[place.first].value(aggregate)
        values.append(
          place.first == place.last
            ? first
            : criterion.combined(first, summaries[place.last].value(aggregate), aggregate))
      }
    }
    return values
  }

  /// How far each number's rates have moved from the sample's, at most: no number has moved further.
  ///
  /// - Parameters:
  ///   - rates: What the model wrote of a replicate.
  ///   - sample: What it wrote of the sample.
  /// - Returns: One movement for each gap, of logarithms for ratios; NaN where a rate is not defined.
  func deviations(_ rates: [Double], from sample: [Double]) -> [Double] {
    let moves = compared.indices.map { movement(rates, sample, $0, inLogarithms: false) }
    let ratios = compared.indices.map { movement(rates, sample, $0, inLogarithms: true) }
    var values: [Double] = []
    values.reserveCapacity(gaps.count)
    for (criterion, place) in zip(criteria, places) {
      for aggregate in Aggregate.allCases {
        let own = aggregate.isRatio ? ratios : moves
        let kind: Aggregate =
          aggregate == .ratio
          ? .difference : aggregate == .ratioToOverall ? .differenceToOverall : aggregate
        let first = own[place.first].value(kind)
        guard place.first != place.last else {
          values.append(first)
          continue
        }
        let second = own[place.last].value(kind)
        // A mean of ratios moves by no larger a factor than either of them.
        values.append(
          criterion == .averageOdds && aggregate.isRatio
            ? (first.isNaN || second.isNaN ? .nan : max(first, second))
            : criterion.combined(first, second, kind))
      }
    }
    return values
  }

  /// The rates' movements, summed up as rates are.
  private func movement(
    _ rates: [Double], _ sample: [Double], _ rate: Int, inLogarithms: Bool
  ) -> RateSummary {
    func moved(_ column: Int) -> Double {
      let place = rate * columnCount + column
      let (to, from) = (defined(rates[place]), defined(sample[place]))
      // Groups that stay at 0 have not moved.
      return inLogarithms ? (to == from ? 0 : log(to / from)) : to - from
    }
    var summary = RateSummary(overall: moved(overall))
    for column in compared[rate] { summary.add(moved(column)) }
    return summary
  }

  @inline(__always)
  private func summary(_ rates: [Double], _ rate: Int) -> RateSummary {
    let first = rate &* columnCount
    var summary = RateSummary(overall: defined(rates[first &+ overall]))
    for column in compared[rate] { summary.add(defined(rates[first &+ column])) }
    return summary
  }

  @inline(__always)
  private func defined(_ rate: Double) -> Double { undefinedIsZero && rate.isNaN ? 0 : rate }
}
