/// Steps of the potentials against the gradient by marginals, their length found by a line search.
///
/// With the entropy as distance this is mirror descent over distributions: θ' = θ - α ∇L(μ(θ)). A step is taken where the loss falls by
/// half of what the gradient promises, L(μ) - L(μ') >= α/2 <∇L, μ - μ'>, and the next one is then longer, else half as long. Source: McKenna,
/// Sheldon and Miklau 2019, "Graphical-model based estimation and inference for differential privacy", algorithm 1.
package struct MirrorDescent: Estimator {
  package static let name = "mirror-descent"

  /// How much longer the step after a good one is.
  private static let growth = 1.5
  /// The search ends where a step promises less than this share of the loss.
  private let tolerance: Double

  /// Creates the estimator.
  ///
  /// - Parameter tolerance: The search ends where a good step promises less than this share of the loss; 0 never ends it.
  package init(tolerance: Double = 0) { self.tolerance = tolerance }

  package func estimate(_ problem: EstimationProblem) async throws -> Estimate {
    var potentials = problem.start
    var marginals = try await problem.marginals(potentials)
    var (loss, gradient) = problem.loss.evaluate(marginals)
    var step = 2 / max(problem.loss.weights * problem.total, .leastNormalMagnitude)
    // The potentials of the answer are those of the last marginals, whether or not the last step was good.
    var isCurrent = true
    var iteration = 1
    while iteration < problem.plan.iterations && loss > 0 {
      let next = potentials.adding(gradient, times: -step)
      let found = try await problem.marginals(next)
      let (nextLoss, nextGradient) = problem.loss.evaluate(found)
      iteration += 1
      let promised = step * gradient.dot(marginals.adding(found, times: -1)) / 2
      isCurrent = loss - nextLoss >= promised
      guard isCurrent else {
        step /= 2
        continue
      }
      let isDone = promised <= tolerance * loss
      (potentials, marginals, loss, gradient) = (next, found, nextLoss, nextGradient)
      step *= Self.growth
      if isDone && promised >= 0 && tolerance > 0 { break }
    }
    if !isCurrent { _ = try await problem.marginals(potentials) }
    return Estimate(potentials: potentials, isMean: false, loss: loss, iterations: iteration)
  }
}
