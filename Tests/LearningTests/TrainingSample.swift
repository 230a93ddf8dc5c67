import Learning
import Settings
import Statistics
import Tensors

/// What tests of training start from.
protocol TrainingSample {}

extension TrainingSample {
  func plan(_ yaml: String) throws -> TrainingPlan {
    var settings = try Settings(yaml: yaml, file: "test")
    let plan = try TrainingPlan(&settings)
    try settings.finish()
    return plan
  }

  func examples(_ count: Int, columns: Int = 5, classes: Int = 3) -> Examples {
    var generator = SeededGenerator(seed: 2, label: "examples")
    let features = (0..<count * columns).map { _ in Float(generator.normal()) }
    return Examples(
      features: Tensor(shape: [count, columns], scalars: features),
      labels: (0..<count).map { _ in Int32(generator.integer(below: classes)) },
      classCount: classes)
  }
}
