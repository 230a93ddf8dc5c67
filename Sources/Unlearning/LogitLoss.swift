import Foundation
import Tensors

/// Gradients of mean losses by class scores.
enum LogitLoss {
  /// The gradient of the mean cross-entropy: (softmax - one-hot label) / rows.
  ///
  /// - Parameters:
  ///   - logits: Rows x classes.
  ///   - labels: The class of each row.
  /// - Returns: Rows x classes.
  static func crossEntropy(_ logits: Tensor<Float>, labels: [Int32]) -> Tensor<Float> {
    var gradient = softmax(logits)
    let width = logits.rowLength
    for (row, label) in labels.enumerated() { gradient[row * width + Int(label)] -= 1 }
    let share = 1 / Float(labels.count)
    return Tensor(shape: logits.shape, scalars: gradient.map { $0 * share })
  }

  /// The gradient of the mean T^2 KL(teacher || student) of the softmax at temperature T, by the student's scores.
  ///
  /// - Parameters:
  ///   - logits: The student's, rows x classes.
  ///   - teacher: The teacher's, of the same shape.
  ///   - temperature: T, above 0.
  /// - Returns: T (softmax(student / T) - softmax(teacher / T)) / rows.
  static func distillation(
    _ logits: Tensor<Float>, teacher: Tensor<Float>, temperature: Float
  ) -> Tensor<Float> {
    let share = temperature / Float(logits.rowCount)
    let (own, wanted) = (
      softmax(logits, temperature: temperature), softmax(teacher, temperature: temperature)
    )
    return Tensor(shape: logits.shape, scalars: zip(own, wanted).map { ($0 - $1) * share })
  }

  /// Adds multiples of gradients.
  static func sum(
    _ first: Tensor<Float>, times one: Float, _ second: Tensor<Float>, times other: Float
  ) -> Tensor<Float> {
    Tensor(
      shape: first.shape,
      scalars: zip(first.scalars, second.scalars).map { one * $0 + other * $1 })
  }

  /// Takes each row from one of two tensors of the same shape.
  static func choosing(
    _ first: Tensor<Float>, where isFirst: [Bool], else second: Tensor<Float>
  ) -> Tensor<Float> {
    Tensor(
      shape: first.shape,
      scalars: isFirst.enumerated().flatMap { row, isFirst in
        isFirst ? first.row(row) : second.row(row)
      })
  }

  /// The probabilities of each row.
  static func softmax(_ logits: Tensor<Float>, temperature: Float = 1) -> [Float] {
    let width = logits.rowLength
    var result = logits.scalars
    for start in stride(from: 0, to: result.count, by: width) {
      var (largest, sum) = (-Float.infinity, Float(0))
      for place in start..<start + width { largest = max(largest, result[place]) }
      for place in start..<start + width {
        result[place] = exp((result[place] - largest) / temperature)
        sum += result[place]
      }
      for place in start..<start + width { result[place] /= sum }
    }
    return result
  }
}
