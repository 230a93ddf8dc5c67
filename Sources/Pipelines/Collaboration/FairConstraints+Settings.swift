import Bilevel
import Settings

/// How a smoothed decision is written in settings.
private enum SmoothingName: String, CaseIterable { case score, probability, sigmoid, ramp }

extension FairnessConstraint {
  /// Reads the list of constraints.
  ///
  /// - Parameter settings: A mapping; takes out `constraints`.
  /// - Returns: The constraints; none where the list is absent.
  /// - Throws: `SettingsError` naming the line of a value that is not allowed.
  static func list(_ settings: inout Settings) throws -> [FairnessConstraint] {
    let entries = try settings.entries(
      "constraints",
      "measures of fairness with {attribute, bound, smoothing, steepness}: covariance, demographic-parity, disparate-impact, "
        + "equal-opportunity, equal-impact, equalized-odds", required: false)
    return try entries.map { entry in
      guard let measure = Measure(rawValue: entry.name) else {
        throw entry.error(
          unknownName("constraint", entry.name, among: Measure.allCases.map(\.rawValue)))
      }
      var own = entry.settings()
      let attribute = try own.text("attribute", "the group of the data whose levels are compared")
      let bound = try own.number(
        "bound", default: measure.isRatio ? 0.8 : 0.05, in: 0...(measure.isRatio ? 1 : 1000),
        "the largest difference, or the least ratio")
      let name = try own.choice(
        "smoothing",
        default: measure == .covariance ? SmoothingName.probability : .sigmoid,
        "what stands for a decision: the score, its probability, a steep sigmoid or a ramp")
      let steepness = try own.number(
        "steepness", default: 4, in: 0.1...1000, "steepness of sigmoid and ramp")
      try own.finish()
      guard !(measure.isRatio && name == .score) else {
        throw entry.error("scores may be negative and have no ratio; take another smoothing")
      }
      let smoothing: DecisionSmoothing =
        switch name {
        case .score: .score
        case .probability: .probability
        case .sigmoid: .sigmoid(steepness: steepness)
        case .ramp: .ramp(steepness: steepness)
        }
      return FairnessConstraint(measure, of: attribute, bound: bound, smoothing: smoothing)
    }
  }
}
