import Foundation
import Statistics

/// The forgetting score of the NeurIPS 2023 unlearning challenge, from scores of unlearned and of retrained models.
///
/// Triantafillou et al. 2024. For each forgotten record the two samples of scaled confidences give an epsilon: the largest over
/// decision rules of max(ln((1 - delta - FPR) / FNR), ln((1 - delta - FNR) / FPR)), delta 1e-5, where the rules are one threshold
/// (the sample with the larger median above it) and a band (the sample with the smaller range inside it). A rule with
/// exactly one rate of 0 is left out; both 0, or one sample's range below 1 % of the other's, give 50. A record scores
/// 2^-floor(2 epsilon) where epsilon lies below ceil(ln(K - 1)), else 0; the score is the mean over records. Its authors try 100
/// thresholds per unit; here all that tell the samples apart are tried. Rates are taken as they are, without intervals: K
/// models cannot show an epsilon above ln(K - 1) short of perfect separation, and few models make epsilons too large.
package struct ForgettingScore: Equatable, Sendable {
  /// The epsilon that stands for perfect separation.
  package static let cap = 50.0
  private static let delta = 1e-5

  /// The epsilon of each record; nil where no rule could be used.
  package let epsilons: [Double?]
  /// The fewest models that a record's epsilon rests on.
  package let modelCount: Int

  /// Computes the score.
  ///
  /// - Parameters:
  ///   - unlearned: For each forgotten record its scaled confidences in models that unlearned it; two or more.
  ///   - retrained: For each of them its scaled confidences in models trained without it; two or more.
  package init(unlearned: [[Double]], retrained: [[Double]]) {
    precondition(
      unlearned.count == retrained.count,
      "\(unlearned.count) and \(retrained.count) records")
    epsilons = zip(unlearned, retrained).map { Self.epsilon($0, $1) }
    modelCount = (unlearned + retrained).map(\.count).min() ?? 0
  }

  /// The number of records that no rule could be used for; they are left out of the score.
  package var undecidedCount: Int { epsilons.count { $0 == nil } }

  /// The largest epsilon that so many models can show short of perfect separation: ln(K - 1).
  package var ceiling: Double { modelCount > 2 ? log(Double(modelCount - 1)) : 0 }

  /// The score, from 0 to 1, 1 where retrained and unlearned models cannot be told apart; nil without a record.
  package var value: Double? {
    let known = epsilons.compactMap(\.self)
    guard !known.isEmpty else { return nil }
    return mean(known.map(points))
  }

  /// What a record of an epsilon scores.
  private func points(_ epsilon: Double) -> Double {
    let bucket = (2 * epsilon).rounded(.down)
    guard modelCount > 2, (bucket + 1) / 2 <= ceiling.rounded(.up) else { return 0 }
    return pow(2, -bucket)
  }

  /// The epsilon of one record.
  ///
  /// - Parameters:
  ///   - unlearned: Its scores in unlearned models.
  ///   - retrained: Its scores in retrained models.
  /// - Returns: A number from 0 to 50; nil where no rule could be used.
  package static func epsilon(_ unlearned: [Double], _ retrained: [Double]) -> Double? {
    precondition(
      unlearned.count >= 2 && retrained.count >= 2,
      "\(unlearned.count) and \(retrained.count) models for an epsilon")
    let (first, second) = (range(unlearned), range(retrained))
    guard max(first, second) > 0 else { return unlearned[0] == retrained[0] ? 0 : cap }
    guard min(first, second) / max(first, second) >= 0.01 else { return cap }
    let retrainedIsAbove = median(retrained) > median(unlearned)
    let (above, below) = retrainedIsAbove ? (retrained, unlearned) : (unlearned, retrained)
    let (inside, outside) = first >= second ? (retrained, unlearned) : (unlearned, retrained)
    let all = [threshold(above, below), band(inside, outside)].compactMap(\.self)
    return all.max().map { min(cap, max(0, $0)) }
  }

  private static func range(_ values: [Double]) -> Double {
    (values.max() ?? 0) - (values.min() ?? 0)
  }

  /// What one rule shows; nil where exactly one of its rates is 0.
  private static func epsilon(falsePositive: Double, falseNegative: Double) -> Double? {
    switch (falsePositive == 0, falseNegative == 0) {
    case (true, true): return .infinity
    case (true, false), (false, true): return nil
    case (false, false):
      let sides = [(falsePositive, falseNegative), (falseNegative, falsePositive)]
      return sides.map { one, other in
        1 - delta - one > 0 ? log((1 - delta - one) / other) : -.infinity
      }.max()
    }
  }

  /// The most that a threshold shows, scores at or above it being called positive.
  private static func threshold(_ positive: [Double], _ negative: [Double]) -> Double? {
    let counts = MergedCounts(positive, negative)
    return (0..<counts.places).compactMap { place in
      epsilon(
        falsePositive: 1 - counts.negative(below: place),
        falseNegative: counts.positive(below: place))
    }.max()
  }

  /// The most that a band shows, scores within it being called positive.
  private static func band(_ positive: [Double], _ negative: [Double]) -> Double? {
    let counts = MergedCounts(positive, negative)
    var best: Double?
    for low in 0..<counts.places {
      for high in low..<counts.places {
        let missed =
          1 - counts.positive(below: high + 1) + counts.positive(below: low)
        let accused = counts.negative(below: high + 1) - counts.negative(below: low)
        guard let own = epsilon(falsePositive: accused, falseNegative: missed) else { continue }
        best = max(best ?? own, own)
      }
    }
    return best
  }
}

/// How many of two samples lie below each of their different values.
private struct MergedCounts {
  private var positives: [Int] = []
  private var negatives: [Int] = []

  init(_ positive: [Double], _ negative: [Double]) {
    let values = Set(positive + negative).sorted()
    func below(_ sample: [Double]) -> [Int] {
      let sorted = sample.sorted()
      var (place, counts) = (0, [Int]())
      for value in values {
        while place < sorted.count, sorted[place] < value { place += 1 }
        counts.append(place)
      }
      return counts + [sorted.count]
    }
    (positives, negatives) = (below(positive), below(negative))
  }

  /// The number of different values.
  var places: Int { positives.count - 1 }

  /// The share of the positive sample below a value; all of it below the place after the last.
  func positive(below place: Int) -> Double {
    Double(positives[place]) / Double(positives[positives.count - 1])
  }

  func negative(below place: Int) -> Double {
    Double(negatives[place]) / Double(negatives[negatives.count - 1])
  }
}
