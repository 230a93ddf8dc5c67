package import Auditing
package import Settings

/// The audited model's accuracy on its members and on the non-members.
package struct ModelAccuracy: Metric {
  package static let declaration = Declaration(
    "accuracy", version: 1,
    "share of correct labels on members (train) and non-members (test); from 0 to 1, their gap bounds the "
      + "simplest attack's advantage from below")

  private let level: Double

  package init(_ settings: inout Settings) throws {
    level = try settings.number("level", default: 0.95, in: 0.5...0.9999, "confidence level")
  }

  package func readings(of evidence: Evidence) throws -> [Reading] {
    guard case .predictions(let predictions) = evidence else { return [] }
    return [("train-accuracy", true), ("test-accuracy", false)].map { name, side in
      let outcomes = zip(predictions.isCorrect, predictions.isMember).filter { $0.1 == side }.map(
        \.0)
      guard !outcomes.isEmpty else {
        return Reading(
          name, value: nil, count: 0, status: .notApplicable,
          convention: side ? "no members" : "no non-members")
      }
      return proportion(
        name, outcomes.count { $0 }, of: outcomes.count, level: level, "highest class score")
    }
  }
}
