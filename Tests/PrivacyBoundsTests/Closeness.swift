import Foundation
import PrivacyBounds
import Statistics

/// Says whether two numbers agree to an absolute error.
func agrees(_ value: Double, _ expected: Double, to error: Double) -> Bool {
  abs(value - expected) <= error
}

/// The largest number of failures that is not beyond chance: more have a probability below 1e-6.
func failuresAllowed(_ significance: Double, in audits: Int) -> Int {
  let failures = Binomial(trials: audits, probability: significance)
  return (0...audits).first { failures.upperTail(atLeast: $0 + 1) < 1e-6 } ?? audits
}

/// The binomial probability of so many successes, from a sum of logarithms.
func probability(_ successes: Int, of trials: Int, _ probability: Double) -> Double {
  var logarithm = 0.0
  for index in 0..<successes { logarithm += log(Double(trials - index) / Double(index + 1)) }
  let failures = Double(trials - successes)
  return exp(
    logarithm + Double(successes) * log(probability) + failures * log(1 - probability))
}

/// The counts of trials that each had their own model.
func trials(
  _ truePositives: Int, of positives: Int, _ falsePositives: Int, of negatives: Int
) throws -> TrialCounts {
  try TrialCounts(
    truePositives: truePositives, falseNegatives: positives - truePositives,
    falsePositives: falsePositives, trueNegatives: negatives - falsePositives,
    models: positives + negatives)
}

/// The line of the refusal an expression throws, or nothing.
func refusal(_ work: () throws -> Void) -> String? {
  do {
    try work()
    return nil
  } catch {
    return "\(error)"
  }
}

/// Scores at the midpoint quantiles of a normal distribution of standard deviation 1.
func normalScores(_ count: Int, mean: Double) -> [Double] {
  (0..<count).map { mean + Normal.standard.quantile((Double($0) + 0.5) / Double(count)) }
}
