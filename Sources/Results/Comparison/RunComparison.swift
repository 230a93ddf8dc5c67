package import Auditing

/// Two runs' measurements side by side: what moved, by how much, and how sure that is.
package struct RunComparison: Equatable, Sendable {
  /// One measurement that both runs have.
  package struct Line: Equatable, Sendable {
    /// What was measured.
    package let key: MeasurementKey
    /// The baseline's reading.
    package let baseline: Reading
    /// The new run's reading.
    package let new: Reading
    /// The new value less the baseline's; nil where a side has no value.
    package let difference: Difference?
    /// The test's outcome; nil for what was not declared, or cannot be tested.
    package let test: Test?
    /// Whether it was declared to be tested.
    package let isDeclared: Bool
  }

  /// One declared test's outcome.
  package struct Test: Equatable, Sendable {
    /// The two-sided p-value.
    package let pValue: Double
    /// The p-value after the correction.
    package let adjusted: Double
    /// The smallest difference that would have been seen with 80 % power at the strictest step of the correction.
    package let detectable: Double?
    /// Whether the adjusted p-value is at most the level.
    package let isSignificant: Bool
  }

  /// Something that is not compared, with the reason.
  package struct Exclusion: Equatable, Sendable {
    /// What was measured.
    package let key: MeasurementKey
    /// Why it is not compared.
    package let reason: String
  }

  /// What the tests are valid for.
  package let pairing: Pairing
  /// The plan that was followed.
  package let plan: ComparisonPlan
  /// Everything that both runs have, declared measurements first, in the order of the baseline.
  package let lines: [Line]
  /// What only the baseline has.
  package let onlyBaseline: [MeasurementKey]
  /// What only the new run has.
  package let onlyNew: [MeasurementKey]
  /// What both have and what is not comparable.
  package let notComparable: [Exclusion]
  /// What was declared and is on neither side, or on one alone.
  package let missing: [DeclaredMeasurement]
  /// Why nothing at all is compared; nil where something is.
  package let obstacle: String?
  /// What a reader must know beside the numbers.
  package let notes: [String]

  /// The lines that were tested.
  package var tested: [Line] { lines.filter { $0.test != nil } }
  /// The tested lines whose difference is significant.
  package var changed: [Line] { lines.filter { $0.test?.isSignificant ?? false } }
}
