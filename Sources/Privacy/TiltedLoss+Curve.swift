internal import Foundation

extension TiltedLoss {
  /// The sums over losses above a place that make up δ, relative to exp(K - λ centre).
  private struct Tail {
    /// Of the chances under P.
    var upper = 0.0
    /// Of the chances under Q, times e^centre.
    var lower = 0.0
  }

  /// The least loss in the window for which the sums stay in range.
  private var leastPlace: Int {
    guard tilt > 0 else { return 0 }
    return max(0, Int((centre - 600 / (tilt + 1)) / width) - first)
  }

  private func loss(_ place: Int) -> Double { Double(first + place) * width }

  private func add(_ place: Int, to tail: inout Tail) {
    let distance = loss(place) - centre
    let chance = chances[place] * exp(-tilt * distance)
    tail.upper += chance
    tail.lower += chance * exp(-distance)
  }

  /// What truncation and rounding can add to δ at ε, relative to exp(K - λ centre).
  private func allowance(_ epsilon: Double) -> Double {
    let points = min(Double(chances.count), 1 / -expm1(-max(tilt * width, 1e-300)) + 1)
    return exp(-tilt * (epsilon - centre)) * (4e-20 + noise * points)
  }

  private var scale: Double { exp(cumulant - tilt * centre) }

  /// The δ at ε, which should be near the tilted mean.
  func delta(epsilon: Double) -> Double {
    var tail = Tail()
    var place = chances.count - 1
    while place >= leastPlace, loss(place) > epsilon {
      add(place, to: &tail)
      place -= 1
    }
    let finite = tail.upper - exp(epsilon - centre) * tail.lower + allowance(epsilon)
    return min(1, max(0, scale * finite) + infinite)
  }

  /// The least ε at which δ is at most a value above `infinite`.
  ///
  /// - Returns: That ε, and whether truncation and rounding hardly matter there; nil where it lies
  ///   below the window.
  func epsilon(delta: Double) -> (epsilon: Double, isSharp: Bool)? {
    let target = (delta - infinite) / scale
    var tail = Tail()
    for place in stride(from: chances.count - 1, through: leastPlace, by: -1) {
      let (low, margin) = (loss(place), allowance(loss(place)))
      let atLow = tail.upper - exp(low - centre) * tail.lower + margin
      if atLow > target {
        // Between grid points δ is linear in e^ε.
        let next = low + width
        let isSharp = margin < 1e-6 * target
        guard tail.lower > 0, tail.upper + margin > target else { return (max(0, next), isSharp) }
        let crossing = centre + log((tail.upper + margin - target) / tail.lower)
        return (max(0, min(max(crossing, low), next)), isSharp)
      }
      if low <= 0 { return (0, true) }
      add(place, to: &tail)
    }
    return nil
  }
}
