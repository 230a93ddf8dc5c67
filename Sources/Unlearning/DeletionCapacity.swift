import Foundation
import Statistics

/// How many records a method can delete before the model's risk rises by more than a limit.
///
/// Sekhari et al. 2021 define the capacity by an excess population risk of at most 0.01. The published bounds are known up to
/// constants only, which is why they are given as scales to compare with each other, and the capacity itself is measured.
package enum DeletionCapacity {
  /// The excess risk that the definition allows.
  package static let riskLimit = 0.01

  /// The deviation of the noise that makes one Newton step on ridge logistic regression (epsilon, delta)-unlearning.
  ///
  /// s = (g / epsilon) sqrt(2 ln(1.25 / delta)), g = 2 M m^2 L^2 / (lambda^3 n^2). On rows of unit length the loss has M =
  /// 1 / (6 sqrt 3), and L = 1 + sqrt(2 lambda ln 2), since no minimum is further than sqrt(2 ln 2 / lambda) from 0.
  ///
  /// - Parameters:
  ///   - deleted: The number m of deleted records.
  ///   - count: The number n of records before that.
  ///   - lambda: The squared-norm penalty for each record.
  ///   - epsilon: The epsilon of the claim.
  ///   - delta: Its delta.
  /// - Returns: The deviation of each weight.
  package static func noise(
    deleting deleted: Int, of count: Int, lambda: Double, epsilon: Double, delta: Double
  ) -> Double {
    let smoothness = 1 / (6 * 3.0.squareRoot())
    let slope = 1 + (2 * lambda * log(2)).squareRoot()
    let share = Double(deleted) / Double(count)
    let distance = 2 * smoothness * share * share * slope * slope / (lambda * lambda * lambda)
    return distance / epsilon * (2 * log(1.25 / delta)).squareRoot()
  }

  /// The scale n sqrt(epsilon) / (d ln(1 / delta))^(1/4) that unlearning reaches, up to a constant.
  ///
  /// - Parameters:
  ///   - records: The number n of records.
  ///   - parameters: The number d of parameters, not of attributes.
  ///   - epsilon: The epsilon.
  ///   - delta: The delta.
  /// - Returns: A number of records that means nothing without its constant.
  package static func unlearningScale(
    records: Int, parameters: Int, epsilon: Double, delta: Double
  ) -> Double {
    Double(records) * epsilon.squareRoot() / pow(Double(parameters) * log(1 / delta), 0.25)
  }

  /// The scale n epsilon / sqrt(d ln(e^epsilon / delta)) that differential privacy alone cannot exceed, up to a constant.
  ///
  /// - Parameters:
  ///   - records: The number n of records.
  ///   - parameters: The number d of parameters.
  ///   - epsilon: The epsilon.
  ///   - delta: The delta.
  /// - Returns: A number of records that means nothing without its constant.
  package static func privacyScale(
    records: Int, parameters: Int, epsilon: Double, delta: Double
  ) -> Double {
    Double(records) * epsilon / (Double(parameters) * (epsilon - log(delta))).squareRoot()
  }

  /// What was measured at one number of deletions.
  package struct Step: Equatable, Sendable {
    /// The number of deleted records.
    package let deleted: Int
    /// The excess risk of each repetition, in nats; none where the method refused.
    package let excess: [Double]
    /// Why the method refused; nil where it did not.
    package let refusal: String?
  }

  /// Measures the excess risk for rising numbers of deletions, up to the first that is beyond the limit.
  ///
  /// - Parameters:
  ///   - sizes: The numbers of deletions, ascending.
  ///   - repetitions: How often each is tried.
  ///   - excess: The excess risk after so many deletions in one repetition.
  /// - Returns: What was measured, the last step beyond the limit or refused unless all sizes are within it.
  /// - Throws: What `excess` throws, but for a method's own refusal.
  package static func measured(
    sizes: [Int], repetitions: Int,
    excess: (_ deleted: Int, _ repetition: Int) async throws -> Double
  ) async throws -> [Step] {
    var steps: [Step] = []
    for size in sizes {
      do {
        var values: [Double] = []
        for repetition in 0..<repetitions { values.append(try await excess(size, repetition)) }
        steps.append(Step(deleted: size, excess: values, refusal: nil))
        guard mean(values) <= riskLimit else { break }
      } catch let error as UnlearningError {
        steps.append(Step(deleted: size, excess: [], refusal: error.description))
        break
      }
    }
    return steps
  }

  /// The largest number of deletions whose mean excess risk is within the limit.
  ///
  /// - Parameter steps: What was measured.
  /// - Returns: The capacity among the sizes that were tried; 0 where none is within.
  package static func capacity(_ steps: [Step]) -> Int {
    steps.last { !$0.excess.isEmpty && mean($0.excess) <= riskLimit }?.deleted ?? 0
  }
}
