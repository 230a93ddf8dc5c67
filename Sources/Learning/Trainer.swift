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
  private let plan: TrainingPlan
  private let examples: Examples
  private let scaling: FeatureScaling
  private let shape: NetworkShape
  private var activations: Activations
  private var gradients: [[Float]]
  private var labels: [Int32]

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
    shape = NetworkShape(
      features: examples.features.rowLength, hidden: plan.hidden, classes: examples.classCount,
      activation: plan.activation, output: plan.output)
    labels = examples.labels
    let batchSize = min(plan.batchSize, max(1, examples.labels.count))
    activations = Activations(shape: shape, batchSize: batchSize)
    gradients = shape.widths.indices.map { [shape] layer in
      Array(repeating: 0, count: batchSize * shape.stride(ofLayer: layer))
    }
  }

  /// Trains a network from random weights.
  ///
  /// - Parameters:
  ///   - rows: The records to learn from; at least one.
  ///   - generator: Draws the weights and the order of the records.
  /// - Returns: The network after the last epoch.
  /// - Throws: `LearningError` where the loss stops being finite; `CancellationError`.
  /// - Complexity: O(epochs x rows x parameters).
  package mutating func train(
    onRows rows: [Int], using generator: inout SeededGenerator
  ) throws -> Network {
    precondition(!rows.isEmpty, "no records to train on")
    var network = Network(shape: shape, using: &generator)
    var state = OptimizerState(
      plan.optimizer, weightDecay: Float(plan.weightDecay), parameterCount: shape.parameterCount)
    labels = noisyLabels(rows, using: &generator)
    var (order, watched) = holdOut(rows, using: &generator)
    var best = Best(network: network)
    for epoch in 0..<plan.epochs {
      generator.shuffle(&order)
      let loss = try trainEpoch(
        epoch, order: order, network: &network, state: &state, using: &generator)
      guard loss.isFinite else { throw diverged(epoch: epoch + 1) }
      guard !watched.isEmpty else { continue }
      best.consider(network, loss: self.loss(of: network, on: watched), epoch: epoch)
      if epoch - best.epoch >= plan.earlyStopping.patience { break }
    }
    let result = watched.isEmpty ? network : best.network
    guard result.parameters.allSatisfy(\.isFinite) else { throw diverged(epoch: plan.epochs) }
    return result
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
    var scores = logits.scalars
    var span = scores.mutableSpan
    let classes = NetworkShape(
      features: 1, hidden: [], classes: shape.classCount, activation: shape.activation)
    return CrossEntropy.replaceByGradient(&span, labels: rows.map { labels[$0] }, shape: classes)
      / Double(rows.count)
  }

  private mutating func trainEpoch(
    _ epoch: Int, order: [Int], network: inout Network, state: inout OptimizerState,
    using generator: inout SeededGenerator
  ) throws -> Double {
    let stepsInEpoch = (order.count + plan.batchSize - 1) / plan.batchSize
    var loss = 0.0
    for step in 0..<stepsInEpoch {
      let start = step * plan.batchSize
      let batch = order[start..<min(start + plan.batchSize, order.count)]
      try Task.checkCancellation()
      if plan.dropout > 0 {
        activations.drawMasks(rate: plan.dropout, shape: shape, using: &generator)
      }
      let progress = Double(epoch * stepsInEpoch + step) / Double(plan.epochs * stepsInEpoch)
      loss += takeStep(
        along: batch, &network.parameters, &state,
        rate: Float(plan.learningRate * plan.schedule.factor(at: progress, epoch: epoch)))
    }
    return loss
  }

  /// Changes the parameters along the gradient of a batch's mean loss and returns the summed loss.
  private mutating func takeStep(
    along batch: ArraySlice<Int>, _ parameters: inout [Float], _ state: inout OptimizerState,
    rate: Float
  ) -> Double {
    scaling.gather(
      batch, of: examples.features, into: &activations.layers[0], stride: shape.stride(ofLayer: 0))
    activations.propagate(parameters, shape: shape, count: batch.count)
    let last = shape.layerCount
    swap(&gradients[last], &activations.layers[last])
    let wanted = batch.map { labels[$0] }
    var scores = gradients[last].mutableSpan
    let loss = CrossEntropy.replaceByGradient(&scores, labels: wanted, shape: shape)
    state.beginStep()
    for layer in (0..<last).reversed() {
      if layer > 0 { propagateBack(layer: layer, count: batch.count, parameters: parameters) }
      step(layer: layer, count: batch.count, &parameters, &state, rate: rate)
    }
    return loss
  }

  /// Computes the gradient by a layer's weights and biases from that by its outputs, and takes the step along it.
  ///
  /// Wide layers go a block of rows at a time, so that a block's gradient is still in the cache when its step is taken.
  private func step(
    layer: Int, count: Int, _ parameters: inout [Float], _ state: inout OptimizerState,
    rate: Float
  ) {
    let (inputs, outputs) = (shape.widths[layer], shape.widths[layer + 1])
    let (batch, outer) = (activations.layers[layer], gradients[layer + 1])
    let weights = shape.weights(ofLayer: layer)
    let blockRows = max(16, Self.blockSize / outputs / 8 * 8)
    for start in stride(from: 0, to: inputs, by: blockRows) {
      let rows = start..<min(start + blockRows, inputs)
      let range = (rows.lowerBound * outputs..<rows.upperBound * outputs).shifted(
        by: weights.lowerBound)
      var product = MatrixProduct(rows: rows.count, columns: outputs, inner: count)
      product.leftIsTransposed = true
      product.leftStride = shape.stride(ofLayer: layer)
      product.rightStride = shape.stride(ofLayer: layer + 1)
      product.scale = state.scale
      product.keep = state.keep
      do {
        let columns = batch.span.extracting(rows.lowerBound...)
        var target = state.gradient.mutableSpan
        var block = target._mutatingExtracting(range)
        product.apply(columns, outer.span, to: &block)
      }
      state.step(&parameters, in: range, rate: rate)
    }
    let biases = shape.biases(ofLayer: layer)
    state.addRows(
      of: outer, count: count, stride: shape.stride(ofLayer: layer + 1), toGradient: biases)
    state.step(&parameters, in: biases, rate: rate)
  }

  /// The parameters of a block: a quarter of a 2 MiB cache, in which their step finds them.
  private static let blockSize = 128 * 1024

  /// Computes the gradient by a layer's inputs from that by its outputs.
  private mutating func propagateBack(layer: Int, count: Int, parameters: [Float]) {
    let (inputs, outputs) = (shape.widths[layer], shape.widths[layer + 1])
    let stride = shape.stride(ofLayer: layer)
    var product = MatrixProduct(rows: count, columns: inputs, inner: outputs)
    product.rightIsTransposed = true
    product.leftStride = shape.stride(ofLayer: layer + 1)
    product.resultStride = stride
    let (outer, after) = (gradients[layer + 1], activations.outputs(ofLayer: layer))
    let (before, mask) = (activations.inputs[layer], activations.masks[layer])
    let flat = parameters.span
    var target = gradients[layer].mutableSpan
    product.apply(
      outer.span, flat.extracting(shape.weights(ofLayer: layer)), to: &target)
    var used = target._mutatingExtracting(0..<count * stride)
    if !mask.isEmpty { used.combine(mask.span) { gradient, mask in gradient * mask } }
    shape.activation.multiplyByDerivative(&used, inputs: before.span, outputs: after.span)
  }
}

extension Range<Int> {
  fileprivate func shifted(by offset: Int) -> Range<Int> {
    lowerBound + offset..<upperBound + offset
  }
}
