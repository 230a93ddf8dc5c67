package import Unlearning

/// What came of forgetting step by step.
package struct StepOutcome: Sendable {
  /// The mean seconds of one way of generating, for each step, the first training first.
  package struct Seconds: Sendable {
    /// The way.
    package let arm: String
    /// To forget and to learn.
    package let forgetting: [Double]
    /// To train generators and to generate.
    package let generating: [Double]
  }

  /// What the models said.
  package let evidence: StepEvidence
  /// The method of unlearning.
  package let method: String
  /// What steps took.
  package let seconds: [Seconds]
}
