import Foundation
import Learning
import Settings
import Statistics
import Tensors

/// The time of differentially private training over that of plain training, at the same batch on one core.
struct PrivateTrainerBenchmark: Benchmark {
  private static let records = 12_800
  private static let privacy = "privacy: {noise: 1}"

  let shape: TrainingShape

  var name: String { "private training \(shape.name)" }

  func measure(under conditions: Conditions) async throws -> Claim {
    let task = PrototypeTask(shape, trainCount: Self.records, testCount: 100)
    let plain = try OwnTrainer(shape, task, epochs: 3)
    let noisy = try OwnTrainer(shape, task, epochs: 3, more: Self.privacy)
    var ratios: [Double] = []
    for repetition in 0...conditions.repetitions {
      let base = try seconds { _ = try plain.train(repetition) }
      let time = try seconds { _ = try noisy.train(repetition) }
      if repetition > 0 { ratios.append(time / base) }
    }
    return Claim(
      name: name, quantity: .timesPlain,
      measured: Measured(ours: Repetitions(ratios), peer: nil, limit: 1),
      threshold: Threshold(most: 3),
      remarks: [
        "the time of a training with noise 1, Poisson batches and the accountant, over one without"
      ])
  }
}
