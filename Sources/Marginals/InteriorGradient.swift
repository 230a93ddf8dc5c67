/// An accelerated gradient method that stays inside the distributions, with the entropy as distance.
///
/// The distribution is a mean over iterations, which sums to its marginals exactly; its loss falls with the square of their number.
/// Source: Auslender and Teboulle 2006, "Interior gradient and proximal methods for convex and conic optimization", section 5.
package struct InteriorGradient: Estimator {
  package static let name = "interior-gradient"

  /// Creates the estimator.
  package init() {}

  package func estimate(_ problem: EstimationProblem) async throws -> Estimate {
    let (threads, total) = (problem.plan.threads, problem.total)
    // The gradient by shares turns by at most this much when the distribution moves by 1.
    let bound = max(problem.loss.weights * total * total, .leastNormalMagnitude)
    var weight = bound
    var potentials = problem.start
    var inner = try await problem.marginals(potentials)
    try await problem.propagation.blend(weight: 1, threads: threads)
    var outer = inner
    for _ in 1..<max(problem.plan.iterations, 2) {
      let ratio = weight / bound
      let share = ((ratio * ratio + 4 * ratio).squareRoot() - ratio) / 2
      let middle = outer.blended(with: inner, weight: share)
      weight *= 1 - share
      let gradient = problem.loss.evaluate(middle).gradient
      potentials = potentials.adding(gradient, times: -share / weight * total)
      inner = try await problem.marginals(potentials)
      try await problem.propagation.blend(weight: share, threads: threads)
      outer = outer.blended(with: inner, weight: share)
    }
    return Estimate(
      potentials: potentials, isMean: true, loss: problem.loss.evaluate(outer).loss,
      iterations: max(problem.plan.iterations, 2))
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
