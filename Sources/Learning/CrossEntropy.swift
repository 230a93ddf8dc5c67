import CTraining
import Foundation

/// The mean cross-entropy of a batch and its gradient by the class scores.
enum CrossEntropy {
  /// Replaces the scores of a batch by the gradient of its mean loss.
  ///
  /// - Parameters:
  ///   - scores: Rows x classes, replaced by (softmax - one-hot label) / rows; for a sigmoid, rows x 1.
  ///   - labels: The class of each row.
  ///   - output: How scores become probabilities.
  /// - Returns: The sum of the rows' losses, in nats.
  static func replaceByGradient(
    _ scores: PanelMatrix, labels: Span<Int32>, output: NetworkShape.Output
  ) -> Double {
    switch output {
    case .softmax:
      for index in labels.indices {
        precondition(labels[index] >= 0 && labels[index] < scores.columns, "a label out of range")
      }
      return unsafe scores.withLayout(rows: labels.count) { scores in
        unsafe labels.withUnsafeBufferPointer { labels in
          guard let start = labels.baseAddress else { return 0 }
          return unsafe rc_softmax_gradient(scores, start, Int64(labels.count))
        }
      }
    case .sigmoid:
      return scores.withPanel(0, rows: labels.count) { replaceByGradient(&$0, labels: labels) }
    }
  }

  /// The same for one score of the second of two classes, through a sigmoid.
  private static func replaceByGradient(
    _ scores: inout MutableSpan<Float>, labels: Span<Int32>
  ) -> Double {
    let share = 1 / Float(labels.count)
    var loss = 0.0
    for index in labels.indices {
      let place = index * PanelMatrix.rowStride
      let (score, label) = (scores[place], labels[index])
      let margin = Double(label == 1 ? score : -score)
      loss += max(0, -margin) + log1p(exp(-abs(margin)))
      scores[place] = (1 / (1 + exp(-score)) - Float(label)) * share
    }
    return loss
  }
}
