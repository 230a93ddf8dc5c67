import Attacks
import Foundation
import Statistics

/// An attack that tells forgotten records from records that no model saw; higher scores are more like forgotten ones.
package enum ForgettingAttack: String, CaseIterable, Sendable {
  /// Minus the loss of the label, without any reference.
  case loss = "m-loss"
  /// Minus the mean of the losses over several versions of the record (Yu et al. 2021).
  case mean = "m-mean"
  /// Log odds from the moments of these losses, learned from models before unlearning (Yu et al. 2021).
  case moments = "m-moments"
  /// The likelihood ratio of having been trained on, from models before unlearning (Carlini et al. 2022).
  case lira
  /// The label's probability over its mean in models before unlearning (the ratio of Zarifzadeh et al. 2024).
  case rmia
  /// The likelihood ratio of having been unlearned, from the method's own other models (U-LiRA, Hayes et al. 2024).
  case unlearningLiRA = "u-lira"
}

/// Models' values of candidates with the coins of each, as references for likelihood ratios.
///
/// The attacked run's model is left out, and for each record one more of the other coin: without that, the number of models on
/// each side, and by it the score, would tell the attacked run's coin.
struct ReferenceRuns {
  /// Models x candidates.
  let values: [[Double]]
  /// Models x candidates: true where the model was trained on the record.
  let included: [[Bool]]

  /// The fewest models on each side of a record.
  static let fewest = 2

  /// log N(value; in) - log N(value; out) for each candidate.
  ///
  /// Means are each record's; the variances of the two sides are pooled over records around these means, as is advised for fewer
  /// than 64 models. Nil where a record has fewer than two models on a side.
  ///
  /// - Parameters:
  ///   - observed: The attacked model's values.
  ///   - run: The attacked model's run.
  /// - Returns: One score for each candidate.
  func likelihoodRatios(of observed: [Double], attacking run: Int) -> [Double]? {
    var sides = [Moments(count: observed.count), Moments(count: observed.count)]
    forEachReference(of: run) { model, record in
      sides[included[model][record] ? 1 : 0].add(values[model][record], record)
    }
    guard sides.allSatisfy({ $0.counts.allSatisfy { $0 >= Double(Self.fewest) } }) else {
      return nil
    }
    let spreads = sides.map(\.pooledDeviation)
    return observed.indices.map { record in
      func density(_ side: Int) -> Double {
        Normal(mean: sides[side].mean(record), standardDeviation: spreads[side])
          .logDensity(observed[record])
      }
      return density(1) - density(0)
    }
  }

  /// log p - log of the mean p of the references, for values that are log probabilities.
  ///
  /// - Parameters:
  ///   - observed: The attacked model's log probabilities.
  ///   - run: The attacked model's run.
  /// - Returns: One score for each candidate; nil where a record has fewer than two models on a side.
  func probabilityRatios(of observed: [Double], attacking run: Int) -> [Double]? {
    var (sums, inside, outside) = (
      Array(repeating: 0.0, count: observed.count), Array(repeating: 0, count: observed.count),
      Array(repeating: 0, count: observed.count)
    )
    forEachReference(of: run) { model, record in
      sums[record] += exp(values[model][record])
      if included[model][record] { inside[record] += 1 } else { outside[record] += 1 }
    }
    guard inside.allSatisfy({ $0 >= Self.fewest }), outside.allSatisfy({ $0 >= Self.fewest })
    else { return nil }
    return observed.indices.map { record in
      let mean = sums[record] / Double(inside[record] + outside[record])
      return observed[record] - log(max(mean, .leastNormalMagnitude))
    }
  }

  /// Visits all models that a record of the attacked run is compared with.
  func forEachReference(of run: Int, _ body: (_ model: Int, _ record: Int) -> Void) {
    // Of more models than runs the coins come round again.
    let run = run % values.count
    let count = included[run].count
    let partners = (0..<count).map { record in
      (1..<max(2, values.count)).lazy.map { (run + $0) % values.count }
        .first { included[$0][record] != included[run][record] }
    }
    for model in values.indices where model != run {
      for record in 0..<count where partners[record] != model { body(model, record) }
    }
  }

  /// Running sums of values of each record.
  private struct Moments {
    var counts: [Double]
    private var sums: [Double]
    private var squares: [Double]
    private var shifts: [Double]

    init(count: Int) {
      counts = Array(repeating: 0, count: count)
      (sums, squares, shifts) = (counts, counts, counts)
    }

    mutating func add(_ value: Double, _ record: Int) {
      // Around the first value, so that nothing cancels.
      if counts[record] == 0 { shifts[record] = value }
      let rest = value - shifts[record]
      counts[record] += 1
      sums[record] += rest
      squares[record] += rest * rest
    }

    func mean(_ record: Int) -> Double { shifts[record] + sums[record] / counts[record] }

    /// The deviation around each record's mean; where all values are equal, one that no difference is small against.
    var pooledDeviation: Double {
      var (sum, freedom) = (0.0, 0.0)
      for record in counts.indices {
        sum += max(0, squares[record] - sums[record] * sums[record] / counts[record])
        freedom += counts[record] - 1
      }
      return max((sum / freedom).squareRoot(), 1e-12)
    }
  }
}
