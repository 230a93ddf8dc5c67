/// How the rates of several groups become one number.
package enum Aggregate: String, CaseIterable, Sendable {
  /// The highest less the lowest; 0 is equal.
  case difference
  /// The lowest over the highest; 1 is equal.
  case ratio
  /// The largest distance from the rate of all records; 0 is equal.
  case differenceToOverall = "difference-to-overall"
  /// The smallest of r / overall and overall / r over the groups; 1 is equal.
  case ratioToOverall = "ratio-to-overall"
  /// The sum over groups of the distances from the rate of all records, FairReprogram's bias; 0 is equal.
  case sum
  /// That sum over the number of groups, as FairReprogram's code prints it; 0 is equal.
  case mean

  /// Whether it divides, so that 1 stands for equal groups and signed rates have none.
  package var isRatio: Bool { self == .ratio || self == .ratioToOverall }

  /// Brings rates together; NaN where there are fewer than two groups, or zero is divided by zero.
  ///
  /// - Parameters:
  ///   - rates: One rate for each group that is compared.
  ///   - overall: The rate of all records.
  /// - Returns: The number.
  package func value(of rates: [Double], overall: Double) -> Double {
    var summary = RateSummary(overall: overall)
    for rate in rates { summary.add(rate) }
    return summary.value(self)
  }
}

/// What all aggregates need of some rates, gathered in one pass.
struct RateSummary {
  private let overall: Double
  private var (highest, lowest) = (-Double.infinity, Double.infinity)
  private var (farthest, total, smallestRatio) = (0.0, 0.0, Double.infinity)
  private var count = 0

  init(overall: Double) { self.overall = overall }

  /// Takes up a group's rate; one that is NaN makes every aggregate NaN.
  @inline(__always)
  mutating func add(_ rate: Double) {
    count += 1
    // Not `max`, which would let a NaN pass.
    highest = rate.isNaN || highest.isNaN ? .nan : max(highest, rate)
    lowest = min(lowest, rate)
    let distance = abs(rate - overall)
    farthest = max(farthest, distance)
    total += distance
    let ratio = min(rate, overall) / max(rate, overall)
    if ratio < smallestRatio { smallestRatio = ratio }
  }

  @inline(__always)
  func value(_ aggregate: Aggregate) -> Double {
    guard count >= 2, !highest.isNaN, !overall.isNaN else { return .nan }
    return switch aggregate {
    case .difference: highest - lowest
    case .ratio: lowest / highest
    case .differenceToOverall: farthest
    // Zero over zero is passed over above; where that is all there is, it must not read as equal.
    case .ratioToOverall: smallestRatio.isInfinite ? .nan : smallestRatio
    case .sum: total
    case .mean: total / Double(count)
    }
  }
}
