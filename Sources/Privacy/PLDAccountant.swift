internal import Foundation

/// Composes privacy loss distributions: the tight accountant.
///
/// Everything but `Mechanism/discreteGaussianVector(sigma:sensitivity:)` has an analysis, sampled
/// or not. Normal noise alone is exact. Otherwise losses are rounded to a dominating distribution on a
/// grid of a hundredth of the mean event's standard deviation or finer, so that δ is never too small
/// and ε too large by some 1e-5 of itself; relative accuracy does not fall with δ. Both directions of
/// the neighbouring relation are composed and the worse one counts.
package struct PLDAccountant: Accountant {
  /// The rule's name.
  package static let name = "pld"

  private typealias Source = LossComposition.Source

  private let normal: GaussianCurve?
  private let directions: [[Source]]

  /// Prepares the events.
  package init(_ events: ComposedEvents) throws(PrivacyError) {
    var squaredMu = 0.0
    var sampled: [(pair: any LossPair, probability: Double, count: Int)] = []
    for part in events.parts {
      if case .gaussian(let multiplier) = part.mechanism {
        squaredMu += Double(part.count) / (multiplier * multiplier)
      } else {
        let (pair, probability) = try Self.pair(part.mechanism)
        sampled.append((pair, probability, part.count))
      }
    }
    if sampled.isEmpty {
      (normal, directions) = (squaredMu > 0 ? GaussianCurve(mu: squaredMu.squareRoot()) : nil, [])
      return
    }
    if squaredMu > 0 { sampled.append((GaussianLoss(mu: squaredMu.squareRoot()), 1, 1)) }
    let isSymmetric = sampled.allSatisfy { $0.probability == 1 }
    normal = nil
    directions = (isSymmetric ? [LossDirection.remove] : [.remove, .add]).map { direction in
      sampled.map {
        Source(
          loss: SampledLoss(pair: $0.pair, probability: $0.probability, direction: direction),
          count: $0.count)
      }
    }
  }

  private static func pair(
    _ mechanism: Mechanism
  ) throws(PrivacyError) -> (any LossPair, Double) {
    if case .poissonSampled(let probability, let inner) = mechanism, let pair = lossPair(inner) {
      return (pair, probability)
    }
    guard let pair = lossPair(mechanism) else {
      throw refusal(
        mechanism,
        instead:
          "use \(RDPAccountant.name) or \(ZCDPAccountant.name), or describe one number at a time and a sigma up to \(DiscreteGaussianLoss.greatestSigma)"
      )
    }
    return (pair, 1)
  }

  /// The δ at ε of the worse direction.
  package func delta(epsilon: Double) throws(PrivacyError) -> Double {
    try requireLoss(epsilon)
    if let normal { return normal.delta(epsilon: epsilon) }
    return directions.reduce(0) { worst, sources in
      let delta = compose(sources) { composition in
        if epsilon >= composition.greatest { return composition.infinite }
        let tilt = composition.tilt(toMean: epsilon)
        return TiltedLoss(composition, near: tilt)?.delta(epsilon: epsilon)
      }
      return max(worst, delta)
    }
  }

  /// The ε at δ of the worse direction.
  package func epsilon(delta: Double) throws(PrivacyError) -> Double {
    try requireFailure(delta)
    if let normal { return normal.epsilon(delta: delta) }
    var worst = 0.0
    for sources in directions {
      let epsilon = compose(sources) { Self.epsilon($0, delta) }
      guard epsilon.isFinite else {
        throw PrivacyError(
          "the accountant \(Self.name) cannot resolve a delta of \(delta) for these events; give a larger one"
        )
      }
      worst = max(worst, epsilon)
    }
    return worst
  }

  /// Infinite where the truncation alone exceeds δ; nil where the grid is too fine.
  private static func epsilon(_ composition: LossComposition, _ delta: Double) -> Double? {
    guard delta > composition.infinite else { return .infinity }
    var tilt = composition.tilt(toTail: log(delta - composition.infinite))
    var least = Double.infinity
    while let loss = TiltedLoss(composition, near: tilt) {
      if let found = loss.epsilon(delta: delta) {
        least = min(least, found.epsilon)
        if found.isSharp || tilt == 0 { return least }
        // The place is far from the tilted mean: every tilt gives a bound, this one a better.
        let better = composition.tilt(toMean: found.epsilon)
        if better > 0.99 * tilt { return least }
        tilt = better
      } else if tilt == 0 {
        return 0
      } else {
        tilt = tilt > 1e-3 ? tilt / 2 : 0
      }
    }
    return least.isFinite ? least : nil
  }

  /// Evaluates on the finest grid that fits.
  private func compose(
    _ sources: [Source], _ evaluate: (LossComposition) -> Double?
  ) -> Double {
    let grid = LossGrid(sources)
    var width = grid.width
    while true {
      if let value = evaluate(LossComposition(sources, width: width)) { return value }
      width = grid.aligned(2 * width)
    }
  }
}
