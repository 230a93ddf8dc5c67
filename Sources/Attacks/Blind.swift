import Foundation
package import Auditing
import Learning
package import Settings
import Tensors

/// A classifier on the records alone, which never sees the audited model.
///
/// Ridge logistic regression on the encoded features, the squares of the numeric ones and the label, cross-fitted;
/// the score is the log odds of membership beyond the prior odds of the folds that it was fitted on. Where it beats chance,
/// members and non-members differ as records, and no attack's success can be read as leakage of the model.
package struct Blind: Attack {
  package static let declaration = AttackDeclaration(
    Declaration("blind", version: 2, "cross-fitted log odds of membership from the records alone"),
    threatModel: ThreatModel(
      access: "none", knowledge: "the records, their labels, and the membership of other records"),
    source: "the blind baseline of Das, Zhang and Tramer 2024, here linear and cross-fitted",
    isMonotone: false, fixedThreshold: 0)

  private let folds: Int
  private let ridge: Double

  package init(_ settings: inout Settings) throws {
    folds = try settings.folds()
    ridge = try settings.ridge()
  }

  package var requirements: Set<SignalRequirement> { [.records] }

  package func scores(for signals: Signals) throws -> [Double] {
    guard let labelled = signals.labelled else {
      throw AuditingError("the records were not collected")
    }
    let features = Self.withSquares(labelled.features)
    return try labelled.crossFitted(folds: folds) { training, isMember, scored in
      let members = isMember.count { $0 }
      guard members > 0 && members < isMember.count else {
        return Array(repeating: 0, count: scored.count)
      }
      let model = try RidgeLogistic(
        features: features, rows: training, targets: isMember, ridge: ridge)
      let priorLogOdds = log(Double(members) / Double(isMember.count - members))
      return scored.map { model.logOdds(of: features.row($0)) - priorLogOdds }
    }
  }

  /// Appends the square of each column that holds more than two values; of two values it would tell nothing new.
  static func withSquares(_ features: Tensor<Float>) -> Tensor<Double> {
    let width = features.rowLength
    let squared = (0..<width).filter { column in
      var seen: Set<Float> = []
      return (0..<features.rowCount).contains { row in
        seen.insert(features.scalars[row * width + column])
        return seen.count > 2
      }
    }
    var scalars: [Double] = []
    scalars.reserveCapacity(features.rowCount * (width + squared.count))
    for row in 0..<features.rowCount {
      let values = features.row(row).map(Double.init)
      scalars += values
      scalars += squared.map { values[$0] * values[$0] - 1 }
    }
    return Tensor(shape: [features.rowCount, width + squared.count], scalars: scalars)
  }
}
