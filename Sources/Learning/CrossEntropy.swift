import Foundation

/// The mean cross-entropy of a batch and its gradient by the class scores.
enum CrossEntropy {
  /// Replaces the class scores of a batch by the gradient of its mean loss.
  ///
  /// - Parameters:
  ///   - scores: Rows x classes, replaced by (softmax - one-hot label) / rows.
  ///   - labels: The class of each row.
  ///   - classes: The number of classes.
  /// - Returns: The sum of the rows' losses, in nats.
  static func replaceByGradient(
    _ scores: inout MutableSpan<Float>, labels: [Int32], classes: Int
  ) -> Double {
    let share = 1 / Float(labels.count)
    var loss = 0.0
    for (row, label) in labels.enumerated() {
      let start = row * classes
      var largest = -Float.infinity
      for place in start..<start + classes { largest = max(largest, scores[place]) }
      let labelScore = scores[start + Int(label)] - largest
      var total: Float = 0
      for place in start..<start + classes {
        let weight = exp(scores[place] - largest)
        scores[place] = weight
        total += weight
      }
      let factor = share / total
      for place in start..<start + classes { scores[place] *= factor }
      scores[start + Int(label)] -= share
      loss += Double(log(total) - labelScore)
    }
    return loss
  }
}
