/// A one-hidden-layer perceptron whose training is measured, and the task it is trained on.
package struct TrainingShape: Equatable, Sendable {
  /// The widths of features, hidden layer and classes.
  package let widths: [Int]
  /// The passes over the training records.
  let epochs: Int
  /// The learning rate.
  let rate: Double
  /// How far a feature's probability lies from 1/2, which sets how hard the task is.
  let contrast: Double
  /// What the trainer must reach.
  let threshold: Threshold

  /// The shapes of the project's claims: those of Adult, Purchase-100 and a wide Purchase-100.
  package static let all = [
    TrainingShape(
      widths: [108, 64, 2], epochs: 20, rate: 0.01, contrast: 0.07,
      threshold: Threshold(advantage: 7)),
    TrainingShape(
      widths: [600, 128, 100], epochs: 6, rate: 0.05, contrast: 0.09,
      threshold: Threshold(advantage: 2.2, share: 0.9)),
    TrainingShape(
      widths: [600, 1024, 100], epochs: 2, rate: 0.05, contrast: 0.09,
      threshold: Threshold(advantage: 1.4, share: 0.9)),
  ]

  /// The widths, joined.
  package var name: String { widths.map(String.init).joined(separator: "-") }

  /// The weights and biases of one network.
  package var parameterCount: Int {
    zip(widths, widths.dropFirst()).reduce(0) { $0 + ($1.0 + 1) * $1.1 }
  }

  /// The floating-point operations that matrix products need for one sample.
  ///
  /// A multiplication and an addition for each weight, three times over: for the outputs, for the gradient by
  /// the weights, and for the gradient by the inputs. Nothing asks for the last in the first layer.
  package var operationsPerSample: Double {
    let weights = zip(widths, widths.dropFirst()).map { Double($0 * $1) }
    return 6 * weights.reduce(0, +) - 2 * weights[0]
  }
}

/// The records in one step.
let batchSize = 128
/// The share of the last step that is kept.
let momentum = 0.9
