import Learning
import Settings
import Statistics
import Tensors

/// The project's trainer on a task.
struct OwnTrainer: Sendable {
  private let plan: TrainingPlan
  private let task: PrototypeTask

  /// Reads the plan of a shape as an experiment would state it.
  init(_ shape: TrainingShape, _ task: PrototypeTask, epochs: Int? = nil, more: String = "") throws
  {
    let yaml = """
      hidden: [\(shape.widths[1])]
      activation: tanh
      epochs: \(epochs ?? shape.epochs)
      batch: \(batchSize)
      optimizer: sgd
      momentum: \(momentum)
      rate: \(shape.rate)
      schedule: constant
      \(more)
      """
    var settings = try Settings(yaml: yaml, file: shape.name)
    plan = try TrainingPlan(&settings)
    try settings.finish()
    self.task = task
  }

  /// Trains the model of a number on all training records.
  func train(_ number: Int) throws -> Network {
    var generator = SeededGenerator(seed: 1, label: "model \(number)")
    var trainer = Trainer(
      plan: plan, examples: task.train,
      scaling: .identity(columns: task.train.features.rowLength))
    return try trainer.train(onRows: Array(task.train.labels.indices), using: &generator)
  }
}
