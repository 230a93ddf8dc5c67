import Foundation

/// The summed cross-entropy of scores before the softmax, and its gradient.
///
/// - Parameters:
///   - logits: Images x classes.
///   - labels: The class of each image.
///   - share: The factor on the gradient, such as 1 / images of the batch.
/// - Returns: The sum of all losses in nats, and the gradient for each score.
func softmaxLoss(
  _ logits: [Float], labels: [Int32], share: Double
) -> (loss: Double, gradient: [Float]) {
  let classes = labels.isEmpty ? 0 : logits.count / labels.count
  var gradient = logits
  var loss = 0.0
  for (row, label) in labels.enumerated() {
    let scores = logits[row * classes..<(row + 1) * classes]
    let largest = Double(scores.max() ?? 0)
    let powers = scores.map { exp(Double($0) - largest) }
    let total = powers.reduce(0, +)
    for index in 0..<classes {
      let target = index == Int(label) ? 1.0 : 0
      gradient[row * classes + index] = Float((powers[index] / total - target) * share)
    }
    loss += log(total) - (Double(logits[row * classes + Int(label)]) - largest)
  }
  return (loss, gradient)
}
