package import Auditing
package import Settings
import Statistics

/// One exact Newton step from ridge logistic regression, with output noise where a claim is asked for.
///
/// Sekhari et al. 2021, algorithm 2: w + (1 / (n - m)) H^-1 sum of the forgotten records' gradients, H the mean Hessian of the
/// others; then N(0, s^2 I), s from `DeletionCapacity.noise`. Claim: (epsilon, delta)-unlearning, neighbours being training
/// with and without the forgotten records, for a model at its minimum with no linear term.
package struct NewtonStep: Unlearner {
  package static let declaration = Declaration(
    "newton", version: 1,
    "takes one exact Newton step from ridge logistic regression, with noise where epsilon is given")

  private let epsilon: Double?
  private let delta: Double
  private let noise: RidgeTraining.Noise

  package init(_ settings: inout Settings) throws {
    epsilon = try settings.optionalNumber(
      "epsilon", in: 1e-6...1000, "of the claim; where it is not written nothing is claimed")
    delta = try settings.number("delta", default: 1e-5, in: 1e-30...0.1, "of the claim")
    noise = try settings.choice(
      "noise", default: RidgeTraining.Noise.secure, "where the output noise comes from")
  }

  package func forget(_ request: UnlearningRequest) async throws -> UnlearnedModel {
    let model = try request.ridge(for: Self.name)
    let moved = model.applying(try model.removal(of: request.forgotten))
    let (stay, go) = (request.retained.count, request.forgotten.count)
    guard let epsilon else {
      return UnlearnedModel(moved, recordPasses: 3 * stay + go, recordsRead: stay + go)
    }
    let scale = DeletionCapacity.noise(
      deleting: go, of: stay + go, lambda: model.plan.lambda, epsilon: epsilon, delta: delta)
    var (seeded, system) = (request.generator(Self.name), SystemRandomNumberGenerator())
    let numbers = moved.weights.map { _ in
      scale * (noise == .seeded ? seeded.normal() : normal(using: &system))
    }
    return UnlearnedModel(
      moved.adding(numbers), recordPasses: 3 * stay + go, recordsRead: stay + go,
      certificate: RemovalCertificate(
        epsilon: epsilon, delta: delta, isNoiseSecret: noise == .secure))
  }
}
