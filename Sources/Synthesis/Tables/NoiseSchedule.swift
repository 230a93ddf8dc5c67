import Foundation

/// How much of a record is left after so many steps of noise: the cosine schedule of Nichol and Dhariwal 2021, equation 17.
package struct NoiseSchedule: Equatable, Sendable {
  /// For each step from 0 the share of the record's variance that is left (the literature's product of alphas).
  package let kept: [Double]

  /// The most that one step may take away.
  private static let largestStep = 0.999
  private static let offset = 0.008

  /// Creates a schedule.
  ///
  /// - Parameter steps: The steps from a record to noise, at least 2.
  package init(steps: Int) {
    precondition(steps >= 2, "\(steps) steps of noise")
    func wave(_ step: Int) -> Double {
      let angle = (Double(step) / Double(steps) + Self.offset) / (1 + Self.offset) * .pi / 2
      return cos(angle) * cos(angle)
    }
    var kept = [1.0]
    for step in 1...steps {
      let share = max(1 - Self.largestStep, wave(step) / wave(step - 1))
      kept.append(kept[step - 1] * share)
    }
    self.kept = kept
  }

  /// The steps from a record to noise.
  package var steps: Int { kept.count - 1 }

  /// The share of variance that is left on the way from one step to a later one.
  package func kept(from early: Int, to late: Int) -> Double { kept[late] / kept[early] }

  /// Evenly spread times for sampling, from the last step down to 0.
  ///
  /// - Parameter count: The jumps, at most as many as there are steps.
  /// - Returns: One time more than jumps, falling.
  package func times(_ count: Int) -> [Int] {
    let jumps = max(1, min(count, steps))
    return (0...jumps).map { steps * (jumps - $0) / jumps }
  }
}
