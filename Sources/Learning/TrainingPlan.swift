import Foundation
package import Settings

/// How the learning rate changes from the first epoch to the last.
package enum RateSchedule: Equatable, Sendable {
  /// The same rate throughout.
  case constant
  /// A factor after every so many epochs.
  case step(epochs: Int, factor: Double)
  /// Half a cosine, from the full rate in the first step to zero after the last.
  case cosine

  /// The factor on the learning rate.
  ///
  /// - Parameters:
  ///   - progress: The share of all steps already taken, from 0 to 1.
  ///   - epoch: The number of epochs already finished.
  /// - Returns: A factor from 0 to 1.
  package func factor(at progress: Double, epoch: Int) -> Double {
    switch self {
    case .constant: 1
    case .step(let epochs, let factor): pow(factor, Double(epoch / epochs))
    case .cosine: (1 + cos(.pi * progress)) / 2
    }
  }
}

/// When training ends before its last epoch.
package struct EarlyStopping: Equatable, Sendable {
  /// The share of the training records that are held out to watch the loss; 0 watches none.
  package var share: Double
  /// The epochs without a lower loss after which training ends.
  package var patience: Int
}

/// Everything that decides how a network is trained, apart from the records and the seed.
package struct TrainingPlan: Equatable, Sendable {
  /// The names of the optimisers.
  enum OptimizerName: String, CaseIterable { case sgd, nesterov, adam, adamW }
  /// The names of the schedules.
  enum ScheduleName: String, CaseIterable { case constant, step, cosine }

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
  /// How scores become probabilities.
  package var output: NetworkShape.Output
  /// The share of hidden units that are dropped in each training step.
  package var dropout: Double
  /// The share of training labels that are replaced by another class, drawn once for each model.
  package var labelNoise: Double
  /// When training ends before its last epoch.
  package var earlyStopping: EarlyStopping
  /// What differential privacy training keeps to; nil for none.
  package var privacy: PrivateTraining?

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
    optimizer = try Self.optimizer(&settings)
    learningRate = try settings.number("rate", default: 0.05, in: 1e-9...100, "learning rate")
    schedule = try Self.schedule(&settings)
    weightDecay = try settings.number(
      "weightDecay", default: 0, in: 0...10, "squared-norm penalty, in the gradient but for adamW")
    output = try settings.choice(
      "output", default: .softmax, "probabilities of scores; sigmoid is for two classes")
    dropout = try settings.number(
      "dropout", default: 0, in: 0...0.95, "share of hidden units dropped in each step")
    labelNoise = try settings.number(
      "labelNoise", default: 0, in: 0...1, "share of training labels replaced by another class")
    var stopping = try settings.section("earlyStopping", "ends training on held-out members")
    earlyStopping = EarlyStopping(
      share: try stopping.number(
        "share", default: 0, in: 0...0.9, "share of members held out; 0 trains all epochs"),
      patience: try stopping.integer(
        "patience", default: 10, in: 1...100_000, "epochs without a lower loss"))
    try stopping.finish()
    var section = try settings.section("privacy", "makes training differentially private")
    privacy = try PrivateTraining(&section)
    try section.finish()
    guard privacy == nil || earlyStopping.share == 0 else {
      throw settings.error(
        "earlyStopping", "looks at records without noise; take it or 'privacy' out")
    }
  }

  private static func optimizer(_ settings: inout Settings) throws -> Optimizer {
    let name: OptimizerName = try settings.choice("optimizer", default: .sgd, "step rule")
    let momentum = try settings.number(
      "momentum", default: 0.9, in: 0...0.9999, "of sgd and nesterov")
    switch name {
    case .sgd: return .sgd(momentum: Float(momentum))
    case .nesterov: return .nesterov(momentum: Float(momentum))
    case .adam: return .adam
    case .adamW: return .adamW
    }
  }

  private static func schedule(_ settings: inout Settings) throws -> RateSchedule {
    let name: ScheduleName = try settings.choice(
      "schedule", default: .cosine, "learning rate over the steps")
    let epochs = try settings.integer(
      "stepEpochs", default: 30, in: 1...100_000, "epochs between two steps of the step schedule")
    let factor = try settings.number(
      "stepFactor", default: 0.1, in: 1e-6...1, "factor of each step of the step schedule")
    switch name {
    case .constant: return .constant
    case .step: return .step(epochs: epochs, factor: factor)
    case .cosine: return .cosine
    }
  }
}
