import Foundation
package import Statistics
package import Tensors

/// A failure of training, in one line that says what to do.
package struct LearningError: Error, Equatable, CustomStringConvertible {
  /// What failed and what to do.
  package let description: String
}

/// Labelled records that models may be trained on; shared by all of them, never copied for one.
package struct Examples: Sendable {
  /// Records x columns, unscaled; NaN where a value is missing.
  package let features: Tensor<Float>
  /// The class of each record.
  package let labels: [Int32]
  /// The number of classes.
  package let classCount: Int

  /// Creates examples of as many records as there are labels.
  package init(features: Tensor<Float>, labels: [Int32], classCount: Int) {
    precondition(
      features.rowCount == labels.count && labels.allSatisfy { $0 >= 0 && $0 < classCount },
      "\(labels.count) labels of \(classCount) classes for \(features.rowCount) records")
    self.features = features
    self.labels = labels
    self.classCount = classCount
  }
}

/// Trains one network on one subset of shared examples, on the calling thread.
///
/// Forward pass, loss gradient, backward pass and step are fused over buffers that live as long as the
/// trainer; models in parallel need one trainer each. The result depends on the arguments alone.
package struct Trainer {
  let plan: TrainingPlan
  let examples: Examples
  private let scaling: FeatureScaling
  let shape: NetworkShape
  let input: BatchInput
  let pass: BatchPass
  var labels: [Int32]
  /// The labels of a batch.
  var wanted: [Int32]

  /// Creates a trainer with its buffers.
  ///
  /// - Parameters:
  ///   - plan: How to train.
  ///   - examples: The shared records.
  ///   - scaling: Fitted on the records that the model may learn from.
  package init(plan: TrainingPlan, examples: Examples, scaling: FeatureScaling) {
    self.plan = plan
    self.examples = examples
    self.scaling = scaling
    shape = plan.shape(inputs: examples.features.rowLength, classes: examples.classCount)
    labels = examples.labels
    let batchSize = min(plan.largestBatch, max(1, examples.labels.count))
    input = BatchInput(examples.features, scaling: scaling)
    // For a few records, tables would have more entries than are looked up.
    let areTables = batchSize >= 16 && !LayerParameters.isNarrow(layer: 0, of: shape)
    pass = BatchPass(
      shape: shape, batchSize: batchSize, dropout: plan.dropout > 0,
      flags: areTables ? input.flagBatch(capacity: batchSize) : nil)
    wanted = Array(repeating: 0, count: batchSize)
  }

  /// Trains a network from random weights, or from those of another network.
  ///
  /// - Parameters:
  ///   - rows: The records to learn from; at least one.
  ///   - start: The network to go on from, of the plan's shape; nil draws random weights.
  ///   - generator: Draws the weights and the order of the records.
  /// - Returns: The network after the last epoch.
  /// - Throws: `LearningError` where the loss stops being finite; `CancellationError`.
  /// - Complexity: O(epochs x rows x parameters).
  package mutating func train(
    onRows rows: [Int], from start: Network? = nil, using generator: inout SeededGenerator
  ) throws -> Network {
    precondition(!rows.isEmpty, "no records to train on")
    precondition(start == nil || start?.shape == shape, "a network of another shape to go on from")
    input.check(rows)
    var network = start ?? Network(shape: shape, using: &generator)
    let parameters = (0..<shape.layerCount).map {
      LayerParameters(
        layer: $0, of: network, optimizer: plan.optimizer, isPrivate: plan.privacy != nil)
    }
    labels = noisyLabels(rows, using: &generator)
    if let privacy = plan.privacy {
      try trainPrivately(privacy, rows: rows, parameters, using: &generator)
      store(parameters, in: &network)
      guard network.parameters.allSatisfy(\.isFinite) else { throw diverged(epoch: plan.epochs) }
      return network
    }
    var (order, watched) = holdOut(rows, using: &generator)
    var best = Best(network: network)
    for epoch in 0..<plan.epochs {
      generator.shuffle(&order)
      let loss = try trainEpoch(epoch, order: order, parameters, using: &generator)
      guard loss.isFinite else { throw diverged(epoch: epoch + 1) }
      guard !watched.isEmpty else { continue }
      store(parameters, in: &network)
      best.consider(network, loss: self.loss(of: network, on: watched), epoch: epoch)
      if epoch - best.epoch >= plan.earlyStopping.patience { break }
    }
    store(parameters, in: &network)
    let result = watched.isEmpty ? network : best.network
    guard result.parameters.allSatisfy(\.isFinite) else { throw diverged(epoch: plan.epochs) }
    return result
  }

  private func store(_ parameters: [LayerParameters], in network: inout Network) {
    for (layer, parameters) in parameters.enumerated() {
      parameters.store(layer: layer, in: &network)
    }
  }

  private func diverged(epoch: Int) -> LearningError {
    LearningError(
      description: "training diverged in epoch \(epoch) of \(plan.epochs): "
        + "lower 'rate' (now \(plan.learningRate))")
  }

  /// The network with the lowest loss on the held-out records so far.
  private struct Best {
    var network: Network
    var loss = Double.infinity
    var epoch = 0

    mutating func consider(_ network: Network, loss: Double, epoch: Int) {
      if loss < self.loss { (self.network, self.loss, self.epoch) = (network, loss, epoch) }
    }
  }

  /// Replaces a share of the training labels by another class, each as likely as the others.
  private func noisyLabels(_ rows: [Int], using generator: inout SeededGenerator) -> [Int32] {
    var labels = examples.labels
    guard plan.labelNoise > 0 else { return labels }
    for row in rows where generator.bernoulli(plan.labelNoise) {
      let step = 1 + generator.integer(below: examples.classCount - 1)
      labels[row] = Int32((Int(labels[row]) + step) % examples.classCount)
    }
    return labels
  }

  /// Divides the rows into those that are learned from and those that are watched.
  private func holdOut(
    _ rows: [Int], using generator: inout SeededGenerator
  ) -> (learned: [Int], watched: [Int]) {
    let count = min(rows.count - 1, Int(Double(rows.count) * plan.earlyStopping.share))
    guard count > 0 else { return (rows, []) }
    let watched = Set(generator.choose(count, of: rows.count))
    return (
      rows.indices.filter { !watched.contains($0) }.map { rows[$0] },
      watched.sorted().map { rows[$0] }
    )
  }

  /// The mean loss of some records.
  private func loss(of network: Network, on rows: [Int]) -> Double {
    let logits = network.logits(ofRows: rows, of: examples.features, scaling: scaling)
    let scores = PanelMatrix(rows: rows.count, columns: shape.classCount)
    scores.load(logits.scalars.span)
    let used = rows.map { labels[$0] }
    return CrossEntropy.replaceByGradient(scores, labels: used.span, output: .softmax)
      / Double(rows.count)
  }

  private mutating func trainEpoch(
    _ epoch: Int, order: [Int], _ parameters: [LayerParameters],
    using generator: inout SeededGenerator
  ) throws -> Double {
    let stepsInEpoch = (order.count + plan.batchSize - 1) / plan.batchSize
    var loss = 0.0
    for step in 0..<stepsInEpoch {
      let start = step * plan.batchSize
      let end = min(start + plan.batchSize, order.count)
      try Task.checkCancellation()
      if plan.dropout > 0 { pass.drawMasks(rate: plan.dropout, using: &generator) }
      let stepCount = epoch * stepsInEpoch + step
      let progress = Double(stepCount) / Double(plan.epochs * stepsInEpoch)
      let rate = plan.learningRate * plan.schedule.factor(at: progress, epoch: epoch)
      loss += take(
        OptimizerStep(
          optimizer: plan.optimizer, weightDecay: Float(plan.weightDecay), rate: Float(rate),
          count: stepCount + 1),
        along: order[start..<end], before: order[end..<min(end + plan.batchSize, order.count)],
        parameters)
    }
    return loss
  }

  /// Changes the parameters along the gradient of a batch's mean loss and returns the summed loss.
  private mutating func take(
    _ step: OptimizerStep, along batch: ArraySlice<Int>, before next: ArraySlice<Int>,
    _ parameters: [LayerParameters]
  ) -> Double {
    let (count, last) = (batch.count, shape.layerCount)
    pass.gather(batch, from: input)
    for (place, row) in batch.enumerated() { wanted[place] = labels[row] }
    pass.propagate(parameters, count: count)
    let used = wanted.span.extracting(first: count)
    let loss = CrossEntropy.replaceByGradient(
      pass.gradient(ofLayer: last), labels: used, output: shape.output)
    let upcoming = UpcomingRows(input: input, rows: next)
    for layer in (0..<last).reversed() {
      if layer > 0 { pass.propagateBack(to: layer, through: parameters[layer], count: count) }
      parameters[layer].take(
        step, inputs: pass.inputs(ofLayer: layer), outer: pass.gradient(ofLayer: layer + 1),
        count: count,
        next: layer == 0 ? upcoming : nil)
    }
    return loss
  }
}
