import Foundation
package import Auditing
package import Tables
package import Tensors

/// What one model says of a set of records, reduced to the statistics that attacks declared.
package struct Observation: Equatable, Sendable {
  /// Records x queries, or records x classes, by statistic.
  package let statistics: [OutputStatistic: Tensor<Double>]
  /// Whether the record's label had the highest class score, in the first query; nil where no class scores are known.
  package let isCorrect: [Bool]?
  /// The class of the highest score, in the first query, of equals the first; nil where no class scores are known.
  package let predicted: [Int32]?
  /// The probability of the positive class, in the first query; nil where none is known.
  package let positiveProbability: [Double]?

  /// Creates an observation from what was kept of it.
  package init(
    statistics: [OutputStatistic: Tensor<Double>], isCorrect: [Bool]?, predicted: [Int32]? = nil,
    positiveProbability: [Double]? = nil
  ) {
    let counts =
      statistics.values.map(\.rowCount)
      + [isCorrect?.count, predicted?.count, positiveProbability?.count].compactMap(\.self)
    precondition(Set(counts).count <= 1, "statistics of \(counts) records")
    self.statistics = statistics
    self.isCorrect = isCorrect
    self.predicted = predicted
    self.positiveProbability = positiveProbability
  }

  /// The probability of the positive class, kept or from the probabilities of all classes; nil where neither is known.
  ///
  /// - Parameter positive: The positive class.
  /// - Returns: One probability for each record.
  package func probability(of positive: Int) -> [Double]? {
    if let positiveProbability { return positiveProbability }
    return statistics[.logProbabilities].map { values in
      (0..<values.rowCount).map { exp(values.scalars[$0 * values.rowLength + positive]) }
    }
  }

  /// Reduces class scores.
  ///
  /// Computed in double precision from differences of class scores, so that a saturated softmax loses nothing.
  ///
  /// - Parameters:
  ///   - logits: Records x classes for each query, the records themselves first; at least two classes.
  ///   - labels: The class of each record.
  ///   - wanted: The statistics to compute.
  ///   - positive: The class whose probability is kept; nil keeps none.
  package init(
    logits: [Tensor<Float>], labels: [Int32], wanted: Set<OutputStatistic>, positive: Int? = nil
  ) {
    precondition(
      !logits.isEmpty
        && logits.allSatisfy { $0.rowCount == labels.count && $0.rowLength >= 2 },
      "\(logits.map(\.shape)) class scores for \(labels.count) labels")
    let perQuery = wanted.filter { !$0.isPerClass && $0 != .given }.sorted {
      $0.rawValue < $1.rawValue
    }
    var columns = perQuery.map { _ in
      Array(repeating: 0.0, count: labels.count * logits.count)
    }
    var perClass: [Double] = []
    var isCorrect: [Bool] = []
    isCorrect.reserveCapacity(labels.count)
    var (predicted, probability): ([Int32], [Double]) = ([], [])
    for (query, scores) in logits.enumerated() {
      for (record, label) in labels.enumerated() {
        let prediction = Prediction(scores.row(record), label: Int(label))
        for (place, statistic) in perQuery.enumerated() {
          columns[place][record * logits.count + query] = prediction.value(statistic)
        }
        guard query == 0 else { continue }
        isCorrect.append(prediction.isCorrect)
        predicted.append(Int32(prediction.top))
        if let positive { probability.append(prediction.probability(positive)) }
        if wanted.contains(.logProbabilities) { perClass += prediction.logProbabilities }
      }
    }
    var statistics = Dictionary(
      uniqueKeysWithValues: zip(
        perQuery,
        columns.map { Tensor(shape: [labels.count, logits.count], scalars: $0) }))
    if wanted.contains(.logProbabilities) {
      statistics[.logProbabilities] = Tensor(
        shape: [labels.count, logits[0].rowLength], scalars: perClass)
    }
    self.init(
      statistics: statistics, isCorrect: isCorrect, predicted: predicted,
      positiveProbability: positive == nil ? nil : probability)
  }
}

/// One model's class scores of one record.
private struct Prediction {
  private let scores: ArraySlice<Float>
  private let label: Int
  /// The place of the highest score, the first of equals.
  let top: Int

  init(_ scores: ArraySlice<Float>, label: Int) {
    (self.scores, self.label) = (scores, label)
    var top = 0
    for place in 1..<scores.count
    where scores[scores.startIndex + place] > scores[scores.startIndex + top] {
      top = place
    }
    self.top = top
  }

  var isCorrect: Bool { top == label }

  /// The log odds of a class: z_c - log sum exp(z_j) over j other than c.
  private func logOdds(_ place: Int) -> Double {
    let own = Double(scores[scores.startIndex + place])
    var others = -Double.infinity
    for (other, score) in scores.enumerated() where other != place {
      others = max(others, Double(score))
    }
    var total = 0.0
    for (other, score) in scores.enumerated() where other != place {
      total += exp(Double(score) - others)
    }
    return own - others - log(total)
  }

  /// The probability of a class.
  func probability(_ place: Int) -> Double { exp(logSigmoid(logOdds(place))) }

  var logProbabilities: [Double] {
    let largest = Double(scores[scores.startIndex + top])
    let total = scores.reduce(0.0) { $0 + exp(Double($1) - largest) }
    return scores.map { Double($0) - largest - log(total) }
  }

  func value(_ statistic: OutputStatistic) -> Double {
    switch statistic {
    case .scaledConfidence: logOdds(label)
    // The loss is log(1 + exp(-phi)); the larger term is taken out of the logarithm.
    case .loss: -logSigmoid(logOdds(label))
    case .largestConfidence: logOdds(top)
    case .entropy: logProbabilities.reduce(0) { $0 - exp($1) * $1 }
    case .modifiedEntropy: modifiedEntropy
    case .logProbabilities, .given: preconditionFailure("\(statistic.rawValue) is no reduction")
    }
  }

  /// -(1 - p_y) log p_y - sum of p_i log(1 - p_i) over the other classes (Song and Mittal 2021, equation 8).
  private var modifiedEntropy: Double {
    (0..<scores.count).reduce(0) { total, place in
      let odds = logOdds(place)
      // 1 - p is the sigmoid of -odds, without cancellation.
      return place == label
        ? total - exp(logSigmoid(-odds)) * logSigmoid(odds)
        : total - exp(logSigmoid(odds)) * logSigmoid(-odds)
    }
  }

  /// log(1 / (1 + exp(-x))).
  private func logSigmoid(_ value: Double) -> Double {
    min(0, value) - log1p(exp(-abs(value)))
  }
}

/// Queries a model on records and reduces what it says, in blocks of bounded memory.
///
/// - Parameters:
///   - model: The model.
///   - rows: The records' row numbers.
///   - queries: The records, then each other version of them that is asked for.
///   - wanted: The statistics to compute.
///   - positive: The class whose probability is kept; nil keeps none.
/// - Returns: The observation, in the order of the rows.
/// - Throws: `AuditingError` naming the row of a class score that is not finite; what the model throws.
package func observe(
  _ model: any TargetModel, rows: [Int], of queries: [Records], wanted: Set<OutputStatistic>,
  positive: Int? = nil
) async throws -> Observation {
  let labels = rows.map { queries[0].dataset.label.codes[$0] }
  var logits: [Tensor<Float>] = []
  for records in queries {
    let scores = try await model.logits(ofRows: rows, of: records)
    if let place = scores.scalars.firstIndex(where: { !$0.isFinite }) {
      throw AuditingError(
        "the model's class scores of row \(rows[place / scores.rowLength]) are not finite")
    }
    logits.append(scores)
  }
  return Observation(logits: logits, labels: labels, wanted: wanted, positive: positive)
}
