import Foundation
import Metrics
package import Tensors

/// How well a classifier predicts, by one of the usual measures.
package enum PredictionQuality: String, CaseIterable, Sendable {
  /// The share of records whose likeliest class is right.
  case accuracy
  /// The mean over classes that occur of the share of their records that are found.
  case balancedAccuracy = "balanced-accuracy"
  /// The area under the ROC curve; for more than two classes the mean over classes against the rest.
  case auc
  /// F1 of the class that is rarer in the real table; for more than two classes the mean over those that occur or are predicted.
  case f1
  /// The mean of -log of the true class's probability, which counts as at least 1e-7.
  case logLoss = "log-loss"

  /// Whether more is better.
  package var isHigherBetter: Bool { self != .logLoss }
}

/// A classifier's predictions on the hold-out, arranged so that any weighting of the records is measured in one pass.
package struct Predictions: Sendable {
  private let labels: [Int32]
  private let classCount: Int
  /// The class whose F1 counts; nil for more than two classes.
  private let positive: Int32?
  /// The likeliest class of each record, of equals the first.
  let predicted: [Int32]
  /// Records x classes.
  let probabilities: Tensor<Double>
  private let losses: [Double]
  /// For each class that is ranked: its number, and the records by its probability, ascending, in groups of ties.
  private let rankings: [(label: Int32, order: [Int], starts: [Int])]

  /// Arranges predictions.
  ///
  /// - Parameters:
  ///   - probabilities: Records x classes.
  ///   - labels: The true classes.
  ///   - positive: The class whose F1 counts where there are two; nil for the mean over classes.
  package init(probabilities: Tensor<Double>, labels: [Int32], positive: Int32?) {
    precondition(probabilities.rowCount == labels.count, "\(labels.count) labels")
    let classes = probabilities.rowLength
    (self.labels, classCount, self.positive) = (labels, classes, positive)
    self.probabilities = probabilities
    predicted = labels.indices.map { record in
      let row = probabilities.row(record)
      var best = row.startIndex
      for place in row.indices where row[place] > row[best] { best = place }
      return Int32(best - row.startIndex)
    }
    losses = labels.indices.map { record in
      -log(max(1e-7, probabilities.scalars[record * classes + Int(labels[record])]))
    }
    // Of two classes one ranking tells all.
    rankings = (classes == 2 ? [1] : Array(0..<classes)).map { label in
      let scores = labels.indices.map { probabilities.scalars[$0 * classes + label] }
      let order = scores.indices.sorted { (scores[$0], $0) < (scores[$1], $1) }
      let starts = order.indices.filter { place in
        place == 0 || scores[order[place]] != scores[order[place - 1]]
      }
      return (Int32(label), order, starts)
    }
  }

  /// The number of records.
  package var count: Int { labels.count }

  /// Measures the predictions.
  ///
  /// - Parameters:
  ///   - quality: The measure.
  ///   - weights: How often each record counts.
  /// - Returns: The value; nil where no class, or only one for the AUC, has records.
  /// - Complexity: O(records x classes).
  package func value(of quality: PredictionQuality, weights: [Int]) -> Double? {
    switch quality {
    case .accuracy: ratio(weights) { predicted[$0] == labels[$0] ? 1 : 0 }
    case .logLoss: ratio(weights) { losses[$0] }
    case .balancedAccuracy: balancedAccuracy(confusion(weights))
    case .f1: f1(confusion(weights))
    case .auc: auc(weights)
    }
  }

  private func ratio(_ weights: [Int], _ value: (Int) -> Double) -> Double? {
    var (sum, count) = (0.0, 0)
    for record in weights.indices {
      sum += Double(weights[record]) * value(record)
      count += weights[record]
    }
    return count > 0 ? sum / Double(count) : nil
  }

  /// For each class: records of it, records called it, records rightly called it.
  private func confusion(_ weights: [Int]) -> [(own: Int, called: Int, right: Int)] {
    var counts = Array(repeating: (own: 0, called: 0, right: 0), count: classCount)
    for record in weights.indices {
      counts[Int(labels[record])].own += weights[record]
      counts[Int(predicted[record])].called += weights[record]
      if labels[record] == predicted[record] {
        counts[Int(labels[record])].right += weights[record]
      }
    }
    return counts
  }

  private func balancedAccuracy(_ counts: [(own: Int, called: Int, right: Int)]) -> Double? {
    let rates = counts.filter { $0.own > 0 }.map { Double($0.right) / Double($0.own) }
    return rates.isEmpty ? nil : rates.reduce(0, +) / Double(rates.count)
  }

  private func f1(_ counts: [(own: Int, called: Int, right: Int)]) -> Double? {
    let used = positive.map { [counts[Int($0)]] } ?? counts
    let values = used.filter { $0.own + $0.called > 0 }.map {
      2 * Double($0.right) / Double($0.own + $0.called)
    }
    return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  private func auc(_ weights: [Int]) -> Double? {
    let areas = rankings.compactMap { area($0, weights) }
    return areas.isEmpty ? nil : areas.reduce(0, +) / Double(areas.count)
  }

  private func area(
    _ ranking: (label: Int32, order: [Int], starts: [Int]), _ weights: [Int]
  ) -> Double? {
    var (halves, below, positives) = (0, 0, 0)
    for (group, start) in ranking.starts.enumerated() {
      let end =
        group + 1 < ranking.starts.count ? ranking.starts[group + 1] : ranking.order.count
      var (own, others) = (0, 0)
      for record in ranking.order[start..<end] {
        if labels[record] == ranking.label {
          own += weights[record]
        } else {
          others += weights[record]
        }
      }
      halves += own * (2 * below + others)
      below += others
      positives += own
    }
    guard positives > 0, below > 0 else { return nil }
    return Double(halves) / (2 * Double(positives) * Double(below))
  }
}
