import Foundation
package import Auditing
package import Settings

/// Newton removal from ridge logistic regression, certified as long as the noise at training hides what it leaves over.
///
/// Guo et al. 2020: claim (epsilon, delta)-certified removal, for models that were trained with a random linear term b of deviation
/// sigma. Each removal adds a bound on the gradient that it leaves over; the sum may reach sigma epsilon / c with c =
/// sqrt(2 ln(1.5 / delta)). Beyond that nothing is removed and the method refuses, or trains anew where it is told to.
package struct CertifiedRemoval: Unlearner {
  package static let declaration = Declaration(
    "certified-removal", version: 1,
    "removes records from ridge logistic regression within a budget of certified error")

  /// What happens where the budget does not allow a removal.
  package enum Exhaustion: String, CaseIterable, Sendable {
    /// An error, and the model stays as it was.
    case refuse
    /// Training from scratch, with a new linear term and an unspent budget.
    case retrain
  }

  private let epsilon: Double
  private let delta: Double
  private let whenSpent: Exhaustion
  private let batch: Int

  package init(_ settings: inout Settings) throws {
    epsilon = try settings.number("epsilon", default: 1, in: 1e-6...1000, "of the certificate")
    delta = try settings.number("delta", default: 1e-4, in: 1e-30...0.1, "of the certificate")
    whenSpent = try settings.choice(
      "whenSpent", default: Exhaustion.refuse, "what to do where the budget allows no removal")
    batch = try settings.integer(
      "batch", default: 0, in: 0...Int(Int32.max), "records removed in one step; 0 for all")
  }

  /// The largest residual gradient that the noise hides.
  ///
  /// - Parameters:
  ///   - deviation: The deviation of the linear term at training.
  ///   - epsilon: The epsilon of the certificate.
  ///   - delta: The delta.
  /// - Returns: sigma epsilon / sqrt(2 ln(1.5 / delta)).
  package static func budget(deviation: Double, epsilon: Double, delta: Double) -> Double {
    deviation * epsilon / (2 * log(1.5 / delta)).squareRoot()
  }

  package func forget(_ request: UnlearningRequest) async throws -> UnlearnedModel {
    var model = try request.ridge(for: Self.name)
    guard model.plan.deviation > 0 else {
      throw UnlearningError(
        "'\(Self.name)' rests on noise at training, and 'deviation' was 0; train with 'deviation' above 0"
      )
    }
    let budget = Self.budget(deviation: model.plan.deviation, epsilon: epsilon, delta: delta)
    let size = batch == 0 ? request.forgotten.count : batch
    var (read, removed) = (0, 0)
    for start in stride(from: 0, to: request.forgotten.count, by: size) {
      try Task.checkCancellation()
      let part = Array(request.forgotten[start..<min(start + size, request.forgotten.count)])
      let removal = try model.removal(of: part)
      // The Hessian, the rows' norm and the scores, once each, and the gradients of those that go.
      read += 3 * removal.remaining.count + part.count
      guard model.residualBound + removal.bound <= budget else {
        return try await exhausted(
          request, model, removal, budget: budget, after: removed, read: read)
      }
      model = model.applying(removal)
      removed += part.count
    }
    return UnlearnedModel(
      model, recordPasses: read, recordsRead: request.retained.count + request.forgotten.count,
      certificate: RemovalCertificate(
        epsilon: epsilon * model.residualBound / budget, delta: delta,
        isNoiseSecret: model.plan.noise == .secure))
  }

  private func exhausted(
    _ request: UnlearningRequest, _ model: RidgeClassifier, _ removal: RidgeClassifier.Removal,
    budget: Double, after removed: Int, read: Int
  ) async throws -> UnlearnedModel {
    guard whenSpent == .retrain else {
      throw UnlearningError(
        "'\(Self.name)' refuses: after \(removed) of \(request.forgotten.count) removals the residual "
          + "bound would be \(shortNumber(model.residualBound + removal.bound)), above the budget of "
          + "\(shortNumber(budget)); raise 'deviation' or 'lambda' at training, or say whenSpent: retrain"
      )
    }
    var generator = request.generator(Self.name)
    let fresh = try await request.training.trained(onRows: request.retained, using: &generator)
    return UnlearnedModel(
      fresh, recordPasses: read + request.retained.count, recordsRead: request.retained.count,
      certificate: RemovalCertificate(
        epsilon: 0, delta: 0, isNoiseSecret: model.plan.noise == .secure))
  }
}

/// A number with four significant digits.
func shortNumber(_ value: Double) -> String { String(format: "%.4g", value) }
