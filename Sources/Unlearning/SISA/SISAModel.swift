import Foundation
package import Tables
package import Tensors

/// The models of shards with the checkpoints of their slices, as one classifier.
package struct SISAModel: RowClassifier {
  /// The parameters after a slice, with the records that were new in it.
  package struct Checkpoint: Equatable, Sendable {
    /// The records of the slice, ascending.
    package let rows: [Int]
    /// The model's parameters after it.
    package let parameters: [Float]
  }

  /// How the records were divided.
  package let plan: SISAPlan
  /// The seed that shards, slices and trainings were drawn from.
  package let seed: UInt64
  /// For each shard the checkpoints of its slices, in order.
  package let checkpoints: [[Checkpoint]]
  private let models: [any DifferentiableClassifier]

  init(
    plan: SISAPlan, seed: UInt64, checkpoints: [[Checkpoint]],
    models: [any DifferentiableClassifier]
  ) {
    (self.plan, self.seed, self.checkpoints, self.models) = (plan, seed, checkpoints, models)
  }

  package var classCount: Int { models[0].classCount }

  /// The records that the model was trained on, ascending.
  package var members: [Int] { checkpoints.flatMap { $0.flatMap(\.rows) }.sorted() }

  package func logits(ofRows rows: [Int]) throws -> Tensor<Float> {
    var sums = Array(repeating: Float(0), count: rows.count * classCount)
    for model in models {
      let shares = shares(try model.logits(ofRows: rows))
      for place in sums.indices { sums[place] += shares[place] }
    }
    let prior: Float = plan.aggregation == .vote ? 1 / Float(classCount) : 0
    let count = Float(models.count) + (plan.aggregation == .vote ? 1 : 0)
    return Tensor(
      shape: [rows.count, classCount],
      scalars: sums.map { log(max(($0 + prior) / count, .leastNormalMagnitude)) })
  }

  package func reading(_ records: Records) throws -> SISAModel {
    SISAModel(
      plan: plan, seed: seed, checkpoints: checkpoints,
      models: try models.map { try other($0, records) })
  }

  private func other(
    _ model: some DifferentiableClassifier, _ records: Records
  ) throws -> any DifferentiableClassifier { try model.reading(records) }

  /// What one shard adds: its probabilities, or its vote for the first of the most likely classes.
  private func shares(_ logits: Tensor<Float>) -> [Float] {
    guard plan.aggregation == .vote else { return LogitLoss.softmax(logits) }
    var votes = Array(repeating: Float(0), count: logits.scalars.count)
    for row in 0..<logits.rowCount {
      let range = logits.range(ofRow: row)
      let best = range.reduce(range.lowerBound) {
        logits.scalars[$1] > logits.scalars[$0] ? $1 : $0
      }
      votes[best] = 1
    }
    return votes
  }
}
