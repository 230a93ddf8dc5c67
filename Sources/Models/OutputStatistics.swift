import Foundation
package import Auditing
package import Tables
package import Tensors

/// What one model says of a set of records, reduced to the statistics that attacks declared.
package struct Observation: Equatable, Sendable {
  /// One number for each record, by statistic.
  package let statistics: [OutputStatistic: [Double]]
  /// Whether the record's label had the highest class score.
  package let isCorrect: [Bool]

  /// Creates an observation from what was kept of it.
  package init(statistics: [OutputStatistic: [Double]], isCorrect: [Bool]) {
    self.statistics = statistics
    self.isCorrect = isCorrect
  }

  /// Reduces class scores.
  ///
  /// Computed in double precision from differences of class scores, so that a saturated softmax loses nothing:
  /// loss = log(1 + sum exp(z_j - z_y)), scaled confidence = z_y - log sum exp(z_j), both over j other than y.
  ///
  /// - Parameters:
  ///   - logits: Records x classes, at least two classes.
  ///   - labels: The class of each record.
  ///   - wanted: The statistics to compute.
  package init(
    logits: Tensor<Float>, labels: [Int32], wanted: Set<OutputStatistic>
  ) {
    precondition(
      logits.rowCount == labels.count && logits.rowLength >= 2,
      "\(logits.shape) class scores for \(labels.count) labels")
    var confidences: [Double] = []
    confidences.reserveCapacity(labels.count)
    var isCorrect: [Bool] = []
    isCorrect.reserveCapacity(labels.count)
    for (record, label) in labels.enumerated() {
      let scores = logits.row(record)
      let own = scores[scores.startIndex + Int(label)]
      var others = -Float.infinity
      var places = 0
      for (place, score) in scores.enumerated() where place != Int(label) {
        others = max(others, score)
        if score >= own && (score > own || place < Int(label)) { places += 1 }
      }
      var total = 0.0
      for (place, score) in scores.enumerated() where place != Int(label) {
        total += exp(Double(score) - Double(others))
      }
      confidences.append(Double(own) - Double(others) - log(total))
      isCorrect.append(places == 0)
    }
    var statistics: [OutputStatistic: [Double]] = [:]
    for statistic in wanted {
      switch statistic {
      case .scaledConfidence: statistics[statistic] = confidences
      // The loss is log(1 + exp(-phi)); the larger term is taken out of the logarithm.
      case .loss: statistics[statistic] = confidences.map { max(0, -$0) + log1p(exp(-abs($0))) }
      }
    }
    self.statistics = statistics
    self.isCorrect = isCorrect
  }
}

/// Queries a model on records and reduces what it says, in blocks of bounded memory.
///
/// - Parameters:
///   - model: The model.
///   - rows: The records' row numbers.
///   - records: The records.
///   - wanted: The statistics to compute.
/// - Returns: The observation, in the order of the rows.
/// - Throws: `AuditingError` naming the row of a class score that is not finite.
package func observe(
  _ model: any TargetModel, rows: [Int], of records: Records, wanted: Set<OutputStatistic>
) throws -> Observation {
  let labels = rows.map { records.dataset.label.codes[$0] }
  let logits = try model.logits(ofRows: rows, of: records)
  if let place = logits.scalars.firstIndex(where: { !$0.isFinite }) {
    throw AuditingError(
      "the model's class scores of row \(rows[place / logits.rowLength]) are not finite")
  }
  return Observation(logits: logits, labels: labels, wanted: wanted)
}
