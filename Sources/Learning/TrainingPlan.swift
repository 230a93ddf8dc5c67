import Foundation
package import Settings

/// How the learning rate changes from the first epoch to the last.
package enum RateSchedule: String, CaseIterable, Sendable {
  /// The same rate throughout.
  case constant
  /// Half a cosine, from the full rate in the first step to zero after the last.
  case cosine

  /// The factor on the learning rate.
  ///
  /// - Parameter progress: The share of all steps already taken, from 0 to 1.
  /// - Returns: A factor from 0 to 1.
  func factor(at progress: Double) -> Double {
    switch self {
    case .constant: 1
    case .cosine: (1 + cos(.pi * progress)) / 2
    }
  }
}

/// Everything that decides how a network is trained, apart from the records and the seed.
package struct TrainingPlan: Equatable, Sendable {
  /// The names of the optimisers.
  enum OptimizerName: String, CaseIterable { case sgd, adam }

  /// The widths of the hidden layers; none for logistic regression.
  package var hidden: [Int]
  /// The function after each hidden layer.
  package var activation: Activation
  /// The passes over the training records.
  package var epochs: Int
  /// The records in one step.
  package var batchSize: Int
  /// The rule that turns gradients into steps.
  package var optimizer: Optimizer
  /// The rate of the first step.
  package var learningRate: Double
  /// How the rate changes.
  package var schedule: RateSchedule
  /// The coefficient of the squared-norm penalty.
  package var weightDecay: Double

  /// Reads the plan of a model from its settings.
  ///
  /// - Parameter settings: The settings of a training stage; the keys it uses are taken out.
  /// - Throws: `SettingsError` naming the line of a value that is not allowed.
  package init(_ settings: inout Settings) throws {
    hidden = try settings.integers(
      "hidden", default: [64], in: 1...65_536, count: 0...32,
      "width of each hidden layer; [] is logistic regression")
    activation = try settings.choice("activation", default: .tanh, "function of hidden layers")
    epochs = try settings.integer("epochs", default: 50, in: 1...100_000, "passes over the members")
    batchSize = try settings.integer("batch", default: 32, in: 1...1_000_000, "records in a step")
    let name: OptimizerName = try settings.choice("optimizer", default: .sgd, "step rule")
    let momentum = try settings.number("momentum", default: 0.9, in: 0...0.9999, "of sgd")
    optimizer = name == .adam ? .adam : .sgd(momentum: Float(momentum))
    learningRate = try settings.number("rate", default: 0.05, in: 1e-9...100, "learning rate")
    schedule = try settings.choice("schedule", default: .cosine, "learning rate over the steps")
    weightDecay = try settings.number(
      "weightDecay", default: 0, in: 0...10, "squared-norm penalty, added to the gradient")
  }
}
