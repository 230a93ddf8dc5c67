import Foundation

/// What a generator is asked for: one distribution over levels for each attribute, as the softmax of numbers without bounds.
///
/// It is the Λ of Pan et al. 2024, algorithm 1, and its numbers the Θ(Λ) there. Descent takes the natural gradient of a softmax, which is
/// the gradient by the shares themselves: a share near 0 comes back as fast as it went, where the plain gradient would leave it there.
package struct Guidance: Equatable, Sendable {
  /// Attributes x levels.
  private var logits: [[Double]]
  /// How far the greatest logit moves in the first step of a descent.
  private let rate: Double

  /// How far below the greatest a logit may fall.
  private static let farthest = 20.0
  /// What the smallest share is raised to before its logarithm is taken.
  private static let least = 1e-6

  /// Starts from given distributions.
  ///
  /// - Parameters:
  ///   - shares: Attributes x levels.
  ///   - rate: How far the greatest logit moves in the first step of a descent, above 0.
  package init(_ shares: [[Double]], rate: Double) {
    precondition(rate > 0, "a rate of \(rate)")
    logits = shares.map { $0.map { log(max(Self.least, $0)) } }
    self.rate = rate
  }

  /// Attributes x levels: shares above 0 that add up to 1 for each attribute.
  package var shares: [[Double]] { logits.map(Self.softmax) }

  /// Descends on the loss that the data have once a batch has joined them; the loss never rises.
  ///
  /// Steps are measured by the logit that moves most, since gradients shrink with the square of the bias; a step doubles where the loss
  /// fell and halves where it would not. The loss is a sum over attributes, so that none need wait for another.
  ///
  /// - Parameters:
  ///   - loss: The attributes with their priors.
  ///   - counts: Attributes x levels: the records there are.
  ///   - batch: The records to generate.
  ///   - steps: The steps tried.
  package mutating func descend(on loss: BiasLoss, counts: [[Double]], batch: Double, steps: Int) {
    for place in logits.indices {
      let own = BiasLoss([loss.attributes[place]])
      func value(_ logits: [Double]) -> Double {
        own.value(
          own.mixture([counts[place]], batch: batch, guidance: [Self.softmax(logits)]))
      }
      var (current, rate) = (value(logits[place]), rate)
      for _ in 0..<steps {
        let slopes = own.gradient(
          [counts[place]], batch: batch, guidance: [Self.softmax(logits[place])])[0]
        guard let next = Self.moved(logits[place], along: slopes, by: rate) else { break }
        let lower = value(next)
        let falls = lower < current
        if falls { (logits[place], current) = (next, lower) }
        rate *= falls ? 2 : 0.5
      }
    }
  }

  /// Moves against slopes by so much at most; nil where they are flat.
  private static func moved(
    _ logits: [Double], along slopes: [Double], by rate: Double
  ) -> [Double]? {
    let mean = slopes.reduce(0, +) / Double(slopes.count)
    let steepest = slopes.reduce(0) { max($0, abs($1 - mean)) }
    guard steepest > 0 else { return nil }
    let moved = zip(logits, slopes).map { $0 - rate * ($1 - mean) / steepest }
    let top = moved.max() ?? 0
    return moved.map { max($0 - top, -farthest) }
  }

  private static func softmax(_ logits: [Double]) -> [Double] {
    let top = logits.max() ?? 0
    let masses = logits.map { exp($0 - top) }
    let total = masses.reduce(0, +)
    return masses.map { $0 / total }
  }
}
