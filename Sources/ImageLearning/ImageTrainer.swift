import Tables
import Learning
import Statistics
import Tensors

/// Trains one image network on some of shared images.
///
/// Batches are divided into micro-batches that pass by turns through a fixed number of lanes, and gradients are added up in a fixed order, so that
/// the result depends on the plan, the images and the seed, and not on the number of threads. Batch normalisation takes the means and
/// variances of each micro-batch.
package struct ImageTrainer: Sendable {
  private let plan: ImageTrainingPlan
  private let shape: ImageNetworkShape
  private let source: MicroBatchSource
  private let rows: [Int]
  private let seed: UInt64
  private let threads: Int

  /// Creates a trainer.
  ///
  /// - Parameters:
  ///   - plan: How to train.
  ///   - shape: The layers.
  ///   - examples: The shared images and their scaling.
  ///   - rows: The images to learn from; at least one.
  ///   - seed: Draws the weights and the order of the images.
  ///   - threads: The most lanes that run at a time; the result is the same for every number.
  package init(
    _ plan: ImageTrainingPlan, _ shape: ImageNetworkShape,
    examples: (images: ImageExamples, scaling: ImageScaling), rows: [Int], seed: UInt64,
    threads: Int = 2
  ) {
    precondition(
      !rows.isEmpty && plan.epochs > 0
        && min(plan.batchSize, plan.microBatchSize, plan.laneCount) > 0,
      "\(rows.count) images to train on in \(plan)")
    precondition(
      shape.layers[0].size == examples.images.shape
        && shape.output.valueCount == examples.images.classCount, "a network of other images")
    (self.plan, self.shape, self.rows, self.seed, self.threads) = (plan, shape, rows, seed, threads)
    source = MicroBatchSource(
      examples: examples.images, scaling: examples.scaling, augmentation: plan.augmentation)
  }

  /// Trains from random weights, from given ones, or from where a checkpoint stands.
  ///
  /// - Parameters:
  ///   - checkpoint: The bytes of a state that this trainer gave; nil to begin.
  ///   - network: The network to begin with, of this trainer's shape; nil for random weights.
  ///   - finished: Called after each epoch with the state and the mean loss of its steps; its error ends training.
  /// - Returns: The state after the last epoch, equal to the last bit whether or not training was interrupted between two epochs.
  /// - Throws: `ImageLearningError` where the loss stops being finite or the checkpoint is another trainer's; `CancellationError`.
  package func train(
    from checkpoint: [UInt8]? = nil, startingAt network: ImageNetwork? = nil,
    finished: (ImageTrainingState, _ loss: Double) throws -> Void = { _, _ in }
  ) async throws -> ImageTrainingState {
    var state =
      try checkpoint.map { try ImageTrainingState($0, of: fingerprint, shape, plan) }
      ?? ImageTrainingState(network ?? ImageNetwork(shape: shape, seed: seed), plan: plan)
    let capacity = plan.capacity(of: rows.count)
    let lanes = (0..<plan.laneCount).map { _ in
      MicroBatchLane(shape, capacity: capacity, source: source)
    }
    while state.epoch < plan.epochs {
      let loss = try await trainEpoch(&state, lanes)
      guard loss.isFinite, state.network.parameters.allSatisfy(\.isFinite) else {
        throw diverged(epoch: state.epoch + 1)
      }
      state.epoch += 1
      try finished(state, loss)
    }
    return state
  }

  /// The bytes from which training goes on.
  package func checkpoint(_ state: ImageTrainingState) -> [UInt8] {
    state.bytes(of: fingerprint)
  }

  /// What must be the same for a checkpoint to fit.
  private var fingerprint: UInt64 {
    var hash = WordHash()
    for byte in "\(plan) \(seed) \(shape.layers.map(\.operation))".utf8 { hash.add(UInt64(byte)) }
    for row in rows {
      hash.add(UInt64(row))
      hash.add(UInt64(source.examples.labels[row]))
    }
    return hash.value
  }

  private func diverged(epoch: Int) -> ImageLearningError {
    ImageLearningError(
      "training diverged in epoch \(epoch) of \(plan.epochs): lower 'rate' (now \(plan.learningRate)); "
        + "checkpoints of earlier epochs hold")
  }

  private func trainEpoch(
    _ state: inout ImageTrainingState, _ lanes: [MicroBatchLane]
  ) async throws -> Double {
    var order = rows
    var generator = SeededGenerator(seed: seed, label: "image order of epoch \(state.epoch)")
    generator.shuffle(&order)
    let steps = (order.count + plan.batchSize - 1) / plan.batchSize
    var total = 0.0
    for step in 0..<steps {
      try Task.checkCancellation()
      let batch = order[step * plan.batchSize..<min((step + 1) * plan.batchSize, order.count)]
      let loss = try await pass(batch, &state, lanes)
      guard loss.isFinite else { throw diverged(epoch: state.epoch + 1) }
      total += loss
      let progress =
        Double(state.epoch * steps + step) / Double(plan.epochs * steps)
      let rate =
        plan.learningRate * plan.schedule.factor(at: progress, epoch: state.epoch)
      state.step(along: await lanes[0].gradient, rate: rate, plan: plan)
    }
    return total / Double(order.count)
  }

  /// Passes a batch through all lanes, whose gradients the first one then holds, and returns the summed loss.
  private func pass(
    _ batch: ArraySlice<Int>, _ state: inout ImageTrainingState, _ lanes: [MicroBatchLane]
  ) async throws -> Double {
    let parts = plan.microBatches(of: batch)
    let (network, epoch) = (state.network, state.epoch)
    let used = min(lanes.count, parts.count)
    let outcomes = try await concurrentMap(Array(0..<used), width: threads) { index in
      let own = stride(from: index, to: parts.count, by: lanes.count).map { parts[$0] }
      return try await lanes[index].run(
        own, through: network, epoch: epoch, share: 1 / Double(batch.count))
    }
    for lane in lanes[1..<used] { await lanes[0].add(lane.gradient) }
    let loss = outcomes.reduce(0) { $0 + $1.loss }
    if loss.isFinite, !state.network.statistics.isEmpty {
      state.blend(
        mean(parts.indices.map { outcomes[$0 % lanes.count].statistics[$0 / lanes.count] }))
    }
    return loss
  }

  private func mean(_ lists: [[Float]]) -> [Float] {
    var result = lists[0]
    for list in lists.dropFirst() {
      for index in result.indices { result[index] += list[index] }
    }
    for index in result.indices { result[index] /= Float(lists.count) }
    return result
  }
}
