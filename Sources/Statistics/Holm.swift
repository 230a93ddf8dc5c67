/// Adjusts the p-values of several tests so that any false rejection is as rare as one test's.
///
/// Holm's step-down procedure (Holm 1979): the p-values in ascending order are multiplied by the
/// number of hypotheses not yet rejected, kept from falling and capped at 1. Rejecting where the
/// result is at most α controls the family-wise error rate at α under any dependence.
///
/// - Parameter pValues: From 0 to 1, in any order.
/// - Returns: The adjusted p-values in the order of the input.
package func holm(_ pValues: [Double]) -> [Double] {
  for value in pValues {
    precondition(value >= 0 && value <= 1, "\(value) is not a p-value from 0 to 1")
  }
  let ascending = pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
  var adjusted = pValues
  var floor = 0.0
  for (rank, index) in ascending.enumerated() {
    floor = max(floor, min(1, Double(pValues.count - rank) * pValues[index]))
    adjusted[index] = floor
  }
  return adjusted
}
