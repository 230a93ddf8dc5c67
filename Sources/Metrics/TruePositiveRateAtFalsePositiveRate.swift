package import Auditing
package import Settings
import Statistics

/// The share of members found while at most a given share of non-members is accused.
///
/// The rule is `<=`: the last vertex of the ROC, tied scores together, whose false positive rate does not
/// exceed the target. The threshold comes from the same non-members, so the interval, of the share at the
/// population's threshold, adds its uncertainty to the binomial one.
package struct TruePositiveRateAtFalsePositiveRate: Metric {
  package static let declaration = Declaration(
    "tpr@fpr", version: 1,
    "share of members found at a false positive rate of at most each given one; from 0 to 1, chance is "
      + "the rate itself, higher is more leakage")

  private let rates: [Double]
  private let level: Double

  package init(_ settings: inout Settings) throws {
    rates = try settings.numbers(
      "rates", default: [0.001, 0.01, 0.1], in: 1e-9...0.999, count: 1...20,
      "target false positive rates, as fractions")
    level = try settings.number("level", default: 0.95, in: 0.5...0.9999, "confidence level")
  }

  package func readings(of evidence: Evidence) throws -> [Reading] {
    guard case .attack(let scores, _) = evidence else { return [] }
    let curve = ROC(scores)
    return rates.map { reading(curve, rate: $0) }
  }

  private func reading(_ curve: ROC, rate: Double) -> Reading {
    let name = "tpr@fpr<=\(rate)"
    let total = curve.memberCount + curve.nonMemberCount
    guard curve.memberCount > 0 && curve.nonMemberCount > 0 else {
      return Reading(
        name, value: nil, count: total, status: .notApplicable,
        convention: "needs members and non-members")
    }
    let resolution = 1 / Double(curve.nonMemberCount)
    guard rate * (1 + 1e-12) >= resolution else {
      return Reading(
        name, value: nil, count: total, status: .notResolvable,
        convention: "\(curve.nonMemberCount) non-members resolve no rate below \(resolution)")
    }
    let allowed = curve.falsePositives(allowedAt: rate)
    let interval = Self.interval(curve, rate: rate, level: level)
    return Reading(
      name, value: curve.truePositiveRate(curve.vertex(falsePositivesAtMost: allowed)),
      interval: interval, count: total,
      convention: "rule <=, ties together; interval: "
        + (interval?.method ?? "none, since n x rate < \(Int(Self.smallestExpectedCount))"))
  }
}

extension Double {
  /// The square.
  var squared: Double { self * self }
}
