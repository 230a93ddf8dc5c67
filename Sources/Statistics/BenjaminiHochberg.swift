/// Adjusts the p-values of several tests so that few of the rejections are expected to be false.
///
/// The step-up procedure of Benjamini and Hochberg (1995): the i-th smallest of m p-values is multiplied by m / i, kept
/// from exceeding what a larger p-value gets, and capped at 1. Rejecting where the result is at most q keeps the expected
/// share of false rejections at q or less for independent or positively dependent tests.
///
/// - Parameter pValues: From 0 to 1, in any order.
/// - Returns: The adjusted p-values in the order of the input.
package func benjaminiHochberg(_ pValues: [Double]) -> [Double] {
  for value in pValues {
    precondition(value >= 0 && value <= 1, "\(value) is not a p-value from 0 to 1")
  }
  let descending = pValues.indices.sorted { (pValues[$0], $0) > (pValues[$1], $1) }
  var adjusted = pValues
  var ceiling = 1.0
  for (place, index) in descending.enumerated() {
    let rank = Double(pValues.count - place)
    ceiling = min(ceiling, Double(pValues.count) / rank * pValues[index])
    adjusted[index] = ceiling
  }
  return adjusted
}
