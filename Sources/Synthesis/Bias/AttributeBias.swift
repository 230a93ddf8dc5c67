import Foundation

/// How far the distribution of one attribute is from a prior, as a function of how many records have each level.
///
/// Pan et al. 2024, definition 2: KL between the prior and the distribution in the data, in nats; 0 is no bias, higher is more. Each
/// level's count is raised by the smoothing first (Laplace), so that a level without records leaves the divergence finite.
package struct AttributeBias: Equatable, Sendable {
  /// Which of the two distributions the divergence is taken from; the paper writes both.
  package enum Direction: String, CaseIterable, Sendable {
    /// KL(prior || data), its definition 2: what is missing in the data weighs most.
    case priorFromData = "prior-from-data"
    /// KL(data || prior), its algorithm 1: what the prior does not want weighs most, without bound where the prior has no mass.
    case dataFromPrior = "data-from-prior"
  }

  /// The attribute's name.
  package let name: String
  /// The levels' names.
  package let levels: [String]
  /// The share that each level should have, adding up to 1.
  package let prior: [Double]
  /// What is added to each level's count, above 0.
  package let smoothing: Double
  /// Which distribution the divergence is taken from.
  package let direction: Direction

  /// Declares an attribute.
  ///
  /// - Parameters:
  ///   - name: The attribute's name.
  ///   - levels: The levels with the mass that each should have, none negative; two or more.
  ///   - smoothing: What is added to each level's count, above 0.
  ///   - direction: Which distribution the divergence is taken from.
  /// - Throws: `SynthesisError` where the masses are no prior, or the divergence could not be finite.
  package init(
    name: String, levels: [(name: String, mass: Double)], smoothing: Double = 0.5,
    direction: Direction = .priorFromData
  ) throws(SynthesisError) {
    precondition(smoothing > 0 && smoothing.isFinite, "smoothing of \(smoothing)")
    let total = levels.reduce(0) { $0 + $1.mass }
    guard levels.count > 1, levels.allSatisfy({ $0.mass >= 0 && $0.mass.isFinite }), total > 0
    else {
      throw SynthesisError(
        "the prior of '\(name)' must give two levels or more a mass of 0 or more, not all 0")
    }
    if direction == .dataFromPrior, let empty = levels.first(where: { $0.mass == 0 }) {
      throw SynthesisError(
        "KL(data || prior) of '\(name)' is infinite, since level '\(empty.name)' has no prior mass; "
          + "give it some, or take 'prior-from-data'")
    }
    self.name = name
    self.levels = levels.map(\.name)
    prior = levels.map { $0.mass / total }
    (self.smoothing, self.direction) = (smoothing, direction)
  }

  /// The smoothed share of each level.
  ///
  /// - Parameter counts: The records of each level, none negative; fractions stand for expected records.
  /// - Returns: Shares above 0 that add up to 1.
  package func shares(_ counts: [Double]) -> [Double] {
    precondition(counts.count == prior.count, "\(counts.count) counts for \(prior.count) levels")
    let total = counts.reduce(0, +) + smoothing * Double(prior.count)
    return counts.map { ($0 + smoothing) / total }
  }

  /// The divergence.
  ///
  /// - Parameter counts: The records of each level.
  /// - Returns: Nats, at least 0.
  package func divergence(_ counts: [Double]) -> Double {
    var sum = 0.0
    for (mass, share) in zip(prior, shares(counts)) {
      switch direction {
      case .priorFromData: sum += mass > 0 ? mass * log(mass / share) : 0
      case .dataFromPrior: sum += share * log(share / mass)
      }
    }
    return max(0, sum)
  }

  /// The derivative of the divergence by each level's share, the others held.
  ///
  /// - Parameter shares: Smoothed shares.
  /// - Returns: One number for each level.
  func slope(_ shares: [Double]) -> [Double] {
    zip(prior, shares).map { mass, share in
      switch direction {
      case .priorFromData: -mass / share
      case .dataFromPrior: log(share / mass) + 1
      }
    }
  }
}
