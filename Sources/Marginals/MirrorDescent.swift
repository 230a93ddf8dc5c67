/// Steps of the potentials against the gradient by marginals, with momentum, their length found by a line search.
///
/// With the entropy as distance this is mirror descent over distributions: θ' = θ - α ∇L(μ(θ)). A step is taken where the loss falls by
/// half of what the gradient promises, L(μ) - L(μ') >= α/2 <∇L, μ - μ'>, and the next one is then longer, else half as long. Source: McKenna,
/// Sheldon and Miklau 2019, "Graphical-model based estimation and inference for differential privacy", algorithm 1.
///
/// Beyond the source, as many steps in a row as lower the loss are prolonged by a growing share of the last move (Nesterov 1983, with the restart by
/// function values of O'Donoghue and Candès 2015): a prolonged step that does not lower the loss is not taken, and a plain one comes next.
/// So the loss never rises, and the distribution is that of its potentials. A step that leaves the loss as it was, to the last digit, is
/// the last one.
package struct MirrorDescent: Estimator {
  package static let name = "mirror-descent"

  /// How much longer the step after a plain good one, and after a prolonged one, is.
  private static let (growth, prolongedGrowth) = (1.5, 1.1)

  /// The iterations over which the fall of the loss is judged.
  private static let window = 10

  private let tolerance: Double
  private let stopsWithinNoise: Bool

  /// Creates the estimator.
  ///
  /// - Parameters:
  ///   - tolerance: It stops early after ten iterations that together lower the loss by less than this share of it; with 0
  ///     it does not.
  ///   - stopsWithinNoise: Whether it also stops where the differences that are left are no larger than noise explains, clique by
  ///     clique (the discrepancy principle of Morozov 1966).
  package init(tolerance: Double = 0, stopsWithinNoise: Bool = false) {
    precondition(tolerance >= 0, "a tolerance of \(tolerance)")
    (self.tolerance, self.stopsWithinNoise) = (tolerance, stopsWithinNoise)
  }

  package func estimate(_ problem: EstimationProblem) async throws -> Estimate {
    var search = try await Search(problem)
    var (iteration, earlier) = (1, search.loss)
    while iteration < problem.plan.iterations && search.loss > 0 && !search.isSettled
      && !(stopsWithinNoise && search.isWithinNoise)
    {
      try await search.advance(problem)
      iteration += 1
      guard tolerance > 0 && iteration % Self.window == 1 else { continue }
      if earlier - search.loss < tolerance * search.loss { break }
      earlier = search.loss
    }
    // The marginals that stay are those of the last potentials, whether or not the last step was taken.
    if !search.isLast { _ = try await problem.marginals(search.potentials) }
    return Estimate(
      potentials: search.potentials, isMean: false, loss: search.loss, iterations: iteration)
  }

  /// Where the search stands.
  private struct Search {
    private(set) var potentials: CliqueVector
    private(set) var loss: Double
    /// Whether the last marginals that were computed are those of the potentials.
    private(set) var isLast = true
    /// Whether the last step was taken and changed nothing: the next ones would grow without bound.
    private(set) var isSettled = false
    /// Whether noise explains what is left of the differences.
    private(set) var isWithinNoise: Bool
    private var marginals: CliqueVector
    private var gradient: CliqueVector
    private var step: Double
    /// Where the last step led before it was prolonged.
    private var reached: CliqueVector
    /// Nesterov's sequence; 1 where the next step is plain.
    private var inertia = 1.0

    init(_ problem: EstimationProblem) async throws {
      potentials = problem.start
      reached = problem.start
      marginals = try await problem.marginals(potentials)
      (loss, gradient, isWithinNoise) = problem.loss.evaluate(marginals)
      step = 2 / max(problem.loss.weights * problem.total, .leastNormalMagnitude)
    }

    /// Tries one step.
    mutating func advance(_ problem: EstimationProblem) async throws {
      let plain = potentials.adding(gradient, times: -step)
      let later = (1 + (1 + 4 * inertia * inertia).squareRoot()) / 2
      let isPlain = inertia == 1
      let next = isPlain ? plain : plain.prolonged(from: reached, by: (inertia - 1) / later)
      let found = try await problem.marginals(next)
      let (nextLoss, nextGradient, isNextWithinNoise) = problem.loss.evaluate(found)
      let promised =
        isPlain ? step * gradient.dot(marginals.adding(found, times: -1)) / 2 : 0
      isLast = loss - nextLoss >= promised
      guard isLast else {
        if isPlain { step /= 2 }
        inertia = 1
        reached = potentials
        return
      }
      isSettled = loss == nextLoss
      (potentials, marginals, loss, gradient) = (next, found, nextLoss, nextGradient)
      (reached, inertia, isWithinNoise) = (plain, later, isNextWithinNoise)
      step *= isPlain ? MirrorDescent.growth : MirrorDescent.prolongedGrowth
    }
  }
}

extension CliqueVector {
  /// This vector plus a share of the way from an earlier one; cells of minus infinity stay.
  fileprivate func prolonged(from earlier: CliqueVector, by share: Double) -> CliqueVector {
    var result = self
    let (start, end) = (earlier.values.span, values.span)
    var target = result.values.mutableSpan
    for cell in end.indices where end[cell] != -.infinity {
      target[cell] += share * (end[cell] - start[cell])
    }
    return result
  }
}
