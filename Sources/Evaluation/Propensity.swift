import Auditing
import Learning
package import Metrics
import Tables
import Tensors

/// Measures whether a logistic regression tells released records from real ones.
///
/// Columns are encoded by `FeatureEncoding`, fitted on the real records, with the label among them.
///
/// - Parameters:
///   - evidence: The tables.
///   - permutations: The permutations of who is released; none where below 2 gives no permutation null.
/// - Returns: `pmse`, its ratio to and distance from the nulls; not applicable where the regression does not converge.
/// - Throws: `CancellationError`.
package func propensityReadings(
  _ evidence: UtilityEvidence, permutations: Int = 20
) throws -> [UtilityReading] {
  let encoding = FeatureEncoding(
    fittedOn: [evidence.real, evidence.release], includesLabel: true)
  let score: PropensityScore
  do {
    score = try PropensityScore(
      real: encoding.encode(evidence.real), release: encoding.encode(evidence.release),
      permutations: permutations, seed: evidence.plan.seed)
  } catch let error as LearningError {
    return [unfitted(evidence, error.description)]
  } catch let error as TensorsError {
    return [unfitted(evidence, error.description)]
  }
  return score.readings
}

private func unfitted(_ evidence: UtilityEvidence, _ reason: String) -> UtilityReading {
  UtilityReading(
    Reading(
      "pmse", value: nil, count: evidence.real.count + evidence.release.count,
      status: .notApplicable, convention: "the regression failed: \(reason)"), .lowerIsBetter)
}

extension PropensityScore {
  /// The pMSE and its place under each null.
  package var readings: [UtilityReading] {
    let design =
      "logistic regression on main effects, \(parameters) parameters, "
      + "released share \((share * 1e4).rounded() / 1e4)"
    let nulls =
      [
        (" fitted", "release from a model fitted to these records (Snoke et al. 2018)", fittedNull),
        (" independent", "release independent of these records", independentNull),
      ]
      + (permutationNull.map {
        [(" permuted", "\(permuted.count) permutations of who is released", $0)]
      } ?? [])
    return [
      reading("pmse", value, .lowerIsBetter, design + "; from 0 to c (1 - c)")
    ]
      + nulls.flatMap { suffix, origin, null in
        [
          reading("pmse-null" + suffix, null.mean, .yardstick, "expected: " + origin),
          reading(
            "pmse-ratio" + suffix, null.ratio(value), .lowerIsBetter,
            "pmse over that expected: \(origin); about 1 without flaw"),
          reading(
            "pmse-standardised" + suffix, null.standardised(value), .lowerIsBetter,
            "pmse less that expected, over its deviation: \(origin); about 0 without flaw"),
        ]
      }
  }

  private func reading(
    _ name: String, _ value: Double?, _ direction: UtilityDirection, _ convention: String
  ) -> UtilityReading {
    UtilityReading(
      Reading(
        name, value: value, count: count, status: value == nil ? .notApplicable : .ok,
        convention: convention), direction)
  }
}
