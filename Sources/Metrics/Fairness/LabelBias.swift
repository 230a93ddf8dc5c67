import Foundation
package import Tables

/// How far the levels of one attribute, or the classes, are from a declared prior, in the data and before any model.
///
/// Pan et al. 2024, definition 2: the partial bias of a dataset by an attribute is KL(D || P), D what the attribute should be
/// distributed like and P what it is in the dataset. Their algorithm names the same two the other way round, so both
/// directions are here. In nats; 0 is no bias.
package struct LabelBias: Equatable, Sendable {
  /// The attribute's name.
  package let attribute: String
  /// The levels' names.
  package let levels: [String]
  /// The records of each level.
  package let counts: [Int]
  /// The declared share of each level, adding up to 1.
  package let prior: [Double]
  /// What is added to each level's count.
  package let smoothing: Double
  /// KL(prior || data), definition 2; nil where it is infinite, since a level with prior mass has no record.
  package let priorFromData: Double?
  /// KL(data || prior); nil where it is infinite, since a level with records has no prior mass.
  package let dataFromPrior: Double?

  /// Compares an attribute with a prior.
  ///
  /// - Parameters:
  ///   - group: The level of each record.
  ///   - prior: A mass for each level, none negative, not all zero; nil for the same mass for all.
  ///   - smoothing: What is added to each level's count, 0 or more; above 0 both divergences are finite for a positive prior.
  /// - Throws: `MetricsError` where the prior is none, or there is no record.
  package init(
    _ group: Group, prior: [Double]? = nil, smoothing: Double = 0
  ) throws(MetricsError) {
    let names = group.categories.names
    precondition(smoothing >= 0 && smoothing.isFinite, "smoothing of \(smoothing)")
    let masses = prior ?? names.map { _ in 1 }
    let mass = masses.reduce(0, +)
    guard masses.count == names.count, masses.allSatisfy({ $0 >= 0 && $0.isFinite }), mass > 0
    else {
      throw MetricsError(
        "the prior of '\(group.name)' must give each of its \(names.count) levels a mass of 0 or more, not all 0"
      )
    }
    var counts = names.map { _ in 0 }
    for code in group.categories.codes where code >= 0 { counts[Int(code)] += 1 }
    let total = Double(counts.reduce(0, +)) + smoothing * Double(names.count)
    guard total > 0 else {
      throw MetricsError("'\(group.name)' has no records, so it has no distribution")
    }
    let shares = counts.map { (Double($0) + smoothing) / total }
    attribute = group.name
    levels = names
    self.counts = counts
    self.prior = masses.map { $0 / mass }
    self.smoothing = smoothing
    priorFromData = Self.divergence(self.prior, shares)
    dataFromPrior = Self.divergence(shares, self.prior)
  }

  /// What KL(data || prior) is on average for a sample of this size that was drawn from the prior: (levels - 1) / 2n.
  package var expectedByChance: Double {
    Double(prior.count { $0 > 0 } - 1) / Double(2 * counts.reduce(0, +))
  }

  /// KL(p || q) = sum of p log(p / q); nil where it is infinite.
  private static func divergence(_ p: [Double], _ q: [Double]) -> Double? {
    var sum = 0.0
    for (first, second) in zip(p, q) where first > 0 {
      guard second > 0 else { return nil }
      sum += first * log(first / second)
    }
    return max(0, sum)
  }

  /// Half the sum of the squared KL(prior || data) over attributes.
  ///
  /// It is the loss that Pan et al. 2024 minimise.
  ///
  /// - Parameter biases: The attributes' biases.
  /// - Returns: The loss; nil where a divergence is infinite.
  package static func loss(_ biases: [LabelBias]) -> Double? {
    let divergences = biases.compactMap(\.priorFromData)
    guard divergences.count == biases.count else { return nil }
    return divergences.reduce(0) { $0 + $1 * $1 } / 2
  }
}
