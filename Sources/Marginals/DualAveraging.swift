/// Potentials that are a multiple of the mean of all gradients so far, with the entropy as distance.
///
/// The distribution is a mean over iterations. Where the search starts from an earlier model, the potentials are that model's plus the
/// multiple. Source: Xiao 2010, "Dual averaging methods for regularized stochastic learning and online optimization", section 6, without noise
/// in the gradients.
package struct DualAveraging: Estimator {
  package static let name = "dual-averaging"

  /// Creates the estimator.
  package init() {}

  package func estimate(_ problem: EstimationProblem) async throws -> Estimate {
    let (threads, total) = (problem.plan.threads, problem.total)
    let bound = max(problem.loss.weights * total * total, .leastNormalMagnitude)
    var potentials = problem.start
    var inner = try await problem.marginals(potentials)
    try await problem.propagation.blend(weight: 1, threads: threads)
    var outer = inner
    var gradients = CliqueVector(layout: inner.layout)
    for iteration in 1..<problem.plan.iterations {
      let share = 2 / Double(iteration + 1)
      let middle = outer.blended(with: inner, weight: share)
      let gradient = problem.loss.evaluate(middle).gradient
      gradients = gradients.blended(with: gradient, weight: share)
      let step = Double(iteration) * Double(iteration + 1) / (4 * bound)
      potentials = problem.start.adding(gradients, times: -step * total)
      inner = try await problem.marginals(potentials)
      try await problem.propagation.blend(weight: share, threads: threads)
      outer = outer.blended(with: inner, weight: share)
    }
    return Estimate(
      potentials: potentials, isMean: true, loss: problem.loss.evaluate(outer).loss,
      iterations: problem.plan.iterations)
  }
}
