/// How sequential quadratic programming proceeds.
package struct SequentialPlan: Equatable, Sendable {
  /// The most outer steps.
  package var steps: Int
  /// The length of an unconstrained step, in units of the variables over those of their gradient.
  package var length: Double
  /// The trust radius at the start: the longest step.
  package var radius: Double
  /// A relative fall of the merit over ten steps below which they end early; 0 never ends early.
  package var tolerance: Double

  /// Creates a plan.
  ///
  /// - Parameters:
  ///   - steps: The most outer steps.
  ///   - length: The length of an unconstrained step, above 0.
  ///   - radius: The trust radius at the start, above 0.
  ///   - tolerance: The relative fall of the merit over ten steps below which they end early.
  package init(steps: Int, length: Double, radius: Double, tolerance: Double = 1e-6) {
    precondition(
      steps >= 0 && length > 0 && radius > 0 && tolerance >= 0,
      "\(steps) steps of \(length) within \(radius)")
    (self.steps, self.length, self.radius) = (steps, length, radius)
    self.tolerance = tolerance
  }
}

/// One outer step, as progress tells it.
package struct OuterStep: Equatable, Sendable, Codable {
  /// The step's number from 0, which is the start.
  package let number: Int
  /// The objective after it.
  package let objective: Double
  /// The sum of the constraints' distances from being allowed.
  package let violation: Double
  /// The value of each constraint.
  package let constraints: [Double]
  /// How far the variables moved.
  package let move: Double
}

/// Why outer steps ended.
package enum OuterOutcome: String, Equatable, Sendable, Codable {
  /// The merit hardly fell any more.
  case converged
  /// No step lowered the merit.
  case stalled
  /// All steps were taken.
  case allSteps = "all steps taken"
}
