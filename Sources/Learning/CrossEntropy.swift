import CElementwise
import Foundation

/// The mean cross-entropy of a batch and its gradient by the class scores.
enum CrossEntropy {
  /// Replaces the scores of a batch by the gradient of its mean loss.
  ///
  /// - Returns: The sum of the rows' losses, in nats.
  static func replaceByGradient(
    _ scores: inout MutableSpan<Float>, labels: [Int32], shape: NetworkShape
  ) -> Double {
    switch shape.output {
    case .softmax: replaceByGradient(&scores, labels: labels, classes: shape.classCount)
    case .sigmoid: replaceByGradient(&scores, labels: labels)
    }
  }

  /// Replaces the class scores of a batch by the gradient of its mean loss.
  ///
  /// - Parameters:
  ///   - scores: Rows x classes, replaced by (softmax - one-hot label) / rows.
  ///   - labels: The class of each row.
  ///   - classes: The number of classes.
  /// - Returns: The sum of the rows' losses, in nats.
  private static func replaceByGradient(
    _ scores: inout MutableSpan<Float>, labels: [Int32], classes: Int
  ) -> Double {
    precondition(
      scores.count >= labels.count * classes && labels.allSatisfy { $0 >= 0 && $0 < classes },
      "\(scores.count) scores for \(labels.count) labels of \(classes) classes")
    return unsafe scores.withUnsafeMutableBufferPointer { scores in
      guard let scores = scores.baseAddress else { return 0 }
      return unsafe rc_softmax_gradient(scores, labels, Int64(labels.count), Int64(classes))
    }
  }

  /// The same for one score of the second of two classes, through a sigmoid.
  private static func replaceByGradient(
    _ scores: inout MutableSpan<Float>, labels: [Int32]
  ) -> Double {
    let share = 1 / Float(labels.count)
    var loss = 0.0
    for (place, label) in labels.enumerated() {
      let score = scores[place]
      let margin = Double(label == 1 ? score : -score)
      loss += max(0, -margin) + log1p(exp(-abs(margin)))
      scores[place] = (1 / (1 + exp(-score)) - Float(label)) * share
    }
    return loss
  }
}
