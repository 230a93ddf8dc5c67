/// An accelerated gradient method that stays inside the distributions, with the entropy as distance.
///
/// The distribution x is a mean over iterations of those, z, whose potentials take all steps; its loss falls with the square of
/// the number of iterations. With A the sum of the weights a so far, and M a bound on how quickly the gradient turns, M a² = A + a:
///
///     y = (A x + a z) / (A + a),   θ' = θ - a ∇L(y),   z' = the marginals of θ',   x' = (A x + a z') / (A + a).
///
/// M is searched: a step is taken where the loss bends no more than M times the divergence between z and z', which is taken as half of the symmetric
/// one, the same to second order; M is then lowered, else doubled. It ends far below the bound that holds everywhere, the
/// total squared times the sum of inverse variances, because noise is measured in cells and a step moves all of them.
/// Sources: Auslender and Teboulle 2006, "Interior gradient and proximal methods for convex and conic optimization", section 5; Tseng 2008, "On
/// accelerated proximal gradient methods for convex-concave optimization", for the search.
package struct InteriorGradient: Estimator {
  package static let name = "interior-gradient"

  /// What the bound becomes after a good step: before the first bad one, and after it.
  private static let (descent, laterDescent) = (0.2, 0.9)

  /// Creates the estimator.
  package init() {}

  package func estimate(_ problem: EstimationProblem) async throws -> Estimate {
    let (threads, total) = (problem.plan.threads, problem.total)
    var bound = max(problem.loss.weights * total * total, .leastNormalMagnitude)
    var (descent, weights) = (Self.descent, 0.0)
    var potentials = problem.start
    var inner = try await problem.marginals(potentials)
    try await problem.propagation.blend(weight: 1, threads: threads)
    var outer = inner
    var iteration = 1
    while iteration < problem.plan.iterations {
      let weight = (1 + (1 + 4 * bound * weights).squareRoot()) / (2 * bound)
      let share = weight / (weights + weight)
      let gradient = problem.loss.evaluate(outer.blended(with: inner, weight: share)).gradient
      let next = potentials.adding(gradient, times: -weight * total)
      let found = try await problem.marginals(next)
      iteration += 1
      let move = found.adding(inner, times: -1)
      let divergence = -weight * gradient.dot(move)
      let curvature = problem.loss.curvature(along: move)
      guard curvature <= bound * divergence else {
        (bound, descent) = (2 * bound, Self.laterDescent)
        continue
      }
      try await problem.propagation.blend(weight: share, threads: threads)
      outer = outer.blended(with: found, weight: share)
      (potentials, inner, weights) = (next, found, weights + weight)
      // Where nothing moves any more, as in a corner, smaller bounds would make weights beyond all numbers.
      if curvature > 0 { bound *= descent }
    }
    return Estimate(
      potentials: potentials, isMean: true, loss: problem.loss.evaluate(outer).loss,
      iterations: iteration)
  }
}

extension CliqueVector {
  /// The weighted mean with another vector over the same cliques.
  func blended(with other: CliqueVector, weight: Double) -> CliqueVector {
    var result = self
    Cells.blend(other.values, weight: weight, into: &result.values)
    return result
  }
}
