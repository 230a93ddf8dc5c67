import Foundation
package import Statistics

/// Multinomial diffusion of one level among several (Hoogeboom and others 2021), for jumps of any length.
///
/// A step leaves the level with a chance and draws any level otherwise, so that after t steps q(x_t | x_0) = kept x_0 + (1 - kept) / K.
package struct MultinomialDiffusion: Equatable, Sendable {
  /// How much is left after each step.
  package let schedule: NoiseSchedule
  /// The levels, K.
  package let levels: Int

  /// Diffuses by a schedule.
  package init(_ schedule: NoiseSchedule, levels: Int) {
    precondition(levels >= 1, "no level")
    (self.schedule, self.levels) = (schedule, levels)
  }

  /// Draws a level after some steps.
  ///
  /// - Parameters:
  ///   - clean: The level.
  ///   - step: The steps taken.
  ///   - generator: Draws.
  /// - Returns: A level.
  package func noisy(_ clean: Int, step: Int, using generator: inout SeededGenerator) -> Int {
    generator.bernoulli(schedule.kept[step]) ? clean : generator.integer(below: levels)
  }

  /// The law of the level at an earlier step given that at a later one and what is believed of the clean one.
  ///
  /// In proportion to [between x_t + (1 - between) / K] [kept x_0 + (1 - kept) / K], their equation 13 for a jump.
  ///
  /// - Parameters:
  ///   - clean: A distribution over the clean level.
  ///   - noisy: The level at the later step.
  ///   - late: The later step, at least 1.
  ///   - early: The earlier step.
  /// - Returns: A distribution over the earlier level.
  package func posterior(clean: [Double], noisy: Int, late: Int, early: Int) -> [Double] {
    let (between, kept) = (schedule.kept(from: early, to: late), schedule.kept[early])
    var masses = clean
    var total = 0.0
    for level in 0..<levels {
      let arrival = (1 - between) / Double(levels) + (level == noisy ? between : 0)
      masses[level] = arrival * (kept * clean[level] + (1 - kept) / Double(levels))
      total += masses[level]
    }
    // Where a belief that is sure rules out every way, rounding is all that is left of it.
    guard total > 0 else { return clean }
    for level in 0..<levels { masses[level] /= total }
    return masses
  }

  /// One step's part of the bound on -log p(x_0): KL(q(x_(t-1) | x_t, x_0) || p(x_(t-1) | x_t)), at the first step -log p(x_0 | x_1).
  ///
  /// - Parameters:
  ///   - logits: What the network believes of the clean level, before the softmax.
  ///   - clean: The clean level.
  ///   - noisy: The level at the step.
  ///   - step: The step, at least 1.
  /// - Returns: Nats, at least 0, and the derivative by each logit.
  package func loss(
    logits: [Double], clean: Int, noisy: Int, step: Int
  ) -> (value: Double, gradient: [Double]) {
    let belief = softmax(logits)
    var truth = Array(repeating: 0.0, count: levels)
    truth[clean] = 1
    let target = posterior(clean: truth, noisy: noisy, late: step, early: step - 1)
    let model = posterior(clean: belief, noisy: noisy, late: step, early: step - 1)
    let kept = schedule.kept[step - 1]
    var (value, mean) = (0.0, 0.0)
    var gradient = belief
    for level in 0..<levels {
      if target[level] > 0 {
        value += target[level] * log(target[level] / max(model[level], 1e-300))
      }
      // The share of a level's mass at the earlier step that comes from the belief in it.
      let mixed = kept * belief[level] + (1 - kept) / Double(levels)
      let share = mixed > 0 ? kept * belief[level] / mixed : 1
      gradient[level] = share * (model[level] - target[level])
      mean += gradient[level]
    }
    for level in 0..<levels { gradient[level] -= belief[level] * mean }
    return (max(0, value), gradient)
  }
}

/// Shares in proportion to exponentials.
func softmax(_ logits: [Double]) -> [Double] {
  let top = logits.max() ?? 0
  var masses = logits
  var total = 0.0
  for place in masses.indices {
    masses[place] = exp(logits[place] - top)
    total += masses[place]
  }
  for place in masses.indices { masses[place] /= total }
  return masses
}

/// Draws a place by its share.
func drawn(from shares: [Double], using generator: inout SeededGenerator) -> Int {
  var left = generator.uniform()
  for (place, share) in shares.enumerated() {
    left -= share
    if left < 0 { return place }
  }
  return shares.lastIndex { $0 > 0 } ?? 0
}
