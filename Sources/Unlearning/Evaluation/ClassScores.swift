import Foundation
package import Tensors

/// What one model's class scores say of records, in double precision.
package struct ClassScores: Sendable {
  /// The cross-entropy of each record's label, in nats.
  package let losses: [Double]
  /// The log odds of each record's label, z_y minus the log-sum-exp of the others.
  package let scaledConfidences: [Double]
  /// The most likely class of each record, the first of equal ones.
  package let predicted: [Int32]

  /// Reduces class scores.
  ///
  /// - Parameters:
  ///   - logits: Records x classes before the softmax, finite.
  ///   - labels: The class of each record.
  package init(_ logits: Tensor<Float>, labels: [Int32]) {
    precondition(
      logits.rowCount == labels.count, "\(logits.shape) class scores, \(labels.count) labels")
    var (losses, confidences, predicted) = ([Double](), [Double](), [Int32]())
    for (record, label) in labels.enumerated() {
      let row = logits.row(record).map(Double.init)
      let others = row.indices.filter { $0 != Int(label) }.map { row[$0] }
      let largest = others.max() ?? 0
      let rest = largest + log(others.reduce(0) { $0 + exp($1 - largest) })
      let odds = row[Int(label)] - rest
      confidences.append(odds)
      losses.append(max(0, -odds) + log1p(exp(-abs(odds))))
      let best = row.indices.reduce(0) { row[$1] > row[$0] ? $1 : $0 }
      predicted.append(Int32(best))
    }
    (self.losses, scaledConfidences, self.predicted) = (losses, confidences, predicted)
  }
}
