package import Statistics

/// Sharded, isolated, sliced and aggregated training, from which records are deleted exactly.
///
/// Each shard's model is trained on its first slice, then on the first two, and so on; what it scales by is fitted on the first
/// slice that holds a record. A slice's training depends on the seed, the shard, the slice and the records up to it only, so
/// that a model after deletion is bit for bit the one that training without the records gives. It is exact for the model:
/// whatever was chosen by a look at the deleted records, such as hyper-parameters, is not undone.
package struct SISATraining: ModelTraining {
  /// What training or deletion cost.
  package struct Cost: Equatable, Sendable {
    /// The records of the shards that were trained, each counted once.
    package var records = 0
    /// How often a record was learned from, summed over records, slices and epochs.
    package var recordPasses = 0
    /// The shards of which some slice was trained.
    package var shards = 0
  }

  private let plan: SISAPlan
  private let base: any IncrementalTraining

  /// Says how the shards' models are trained.
  ///
  /// - Parameters:
  ///   - plan: How records are divided.
  ///   - base: The training of each shard.
  package init(_ plan: SISAPlan, of base: any IncrementalTraining) {
    (self.plan, self.base) = (plan, base)
  }

  package func trained(
    onRows rows: [Int], using generator: inout SeededGenerator
  ) async throws -> any RowClassifier {
    try await train(onRows: rows, seed: generator.next()).model
  }

  /// Trains what no checkpoint is there for.
  ///
  /// - Parameters:
  ///   - rows: The records to learn from.
  ///   - seed: The seed that shards, slices and trainings are drawn from.
  ///   - known: Checkpoints of an earlier training with the same seed; those of unchanged slices are taken over.
  ///   - keep: Told all checkpoints after each slice that was trained, for a run that may be stopped.
  /// - Returns: The model and what it cost.
  /// - Throws: `UnlearningError` where a shard has no record; what training throws, `known` being as good as before.
  package func train(
    onRows rows: [Int], seed: UInt64, from known: [[SISAModel.Checkpoint]] = [],
    keep: ([[SISAModel.Checkpoint]]) throws -> Void = { _ in }
  ) async throws -> (model: SISAModel, cost: Cost) {
    let cells = plan.assignment(of: rows, seed: seed)
    if let empty = cells.firstIndex(where: { $0.allSatisfy(\.isEmpty) }) {
      throw UnlearningError(
        "shard \(empty + 1) of \(plan.shards) has none of the \(rows.count) records; lower 'shards'"
      )
    }
    var checkpoints = (0..<plan.shards).map { shard in
      reusable(known.indices.contains(shard) ? known[shard] : [], for: cells[shard])
    }
    var cost = Cost()
    var models: [any DifferentiableClassifier] = []
    for (shard, slices) in cells.enumerated() {
      let start = checkpoints[shard].count
      models.append(
        try await train(shard, slices, seed: seed, from: checkpoints[shard], &cost) {
          checkpoints[shard].append($0)
          try keep(checkpoints)
        })
      guard start < slices.count else { continue }
      cost.shards += 1
      cost.records += slices.reduce(0) { $0 + $1.count }
    }
    return (
      SISAModel(plan: plan, seed: seed, checkpoints: checkpoints, models: models), cost
    )
  }

  /// The checkpoints up to the first slice whose records changed.
  private func reusable(
    _ known: [SISAModel.Checkpoint], for slices: [[Int]]
  ) -> [SISAModel.Checkpoint] {
    zip(known, slices).prefix { $0.rows == $1 }.map(\.0)
  }

  private func train(
    _ shard: Int, _ slices: [[Int]], seed: UInt64, from known: [SISAModel.Checkpoint],
    _ cost: inout Cost, finished: (SISAModel.Checkpoint) throws -> Void
  ) async throws -> any DifferentiableClassifier {
    var generator = SeededGenerator(seed: seed, label: "sisa/shard \(shard)")
    let first = slices.first { !$0.isEmpty } ?? []
    var model = base.untrained(scaledBy: first, using: &generator)
    if let last = known.last { model.state = last.parameters }
    for (number, slice) in slices.enumerated().dropFirst(known.count) {
      // A slice without records teaches nothing that the one before did not.
      if !slice.isEmpty {
        let rows = slices[...number].flatMap(\.self)
        let epochs = plan.epochsPerSlice(of: base.epochs)
        var order = SeededGenerator(seed: seed, label: "sisa/shard \(shard)/slice \(number)")
        model = try await base.continued(model, onRows: rows, epochs: epochs, using: &order)
        cost.recordPasses += rows.count * epochs
      }
      try finished(SISAModel.Checkpoint(rows: slice, parameters: model.state))
    }
    return model
  }
}
