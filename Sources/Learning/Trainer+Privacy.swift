import CTraining
import Foundation
import Privacy
import Statistics

extension TrainingPlan {
  /// The most records of a step that need room.
  var largestBatch: Int {
    guard privacy != nil else { return batchSize }
    return batchSize + Int((83.2 * Double(batchSize)).squareRoot() + 28) + 1
  }
}

/// What private training needs from step to step.
private struct PrivateState {
  let steps: PrivateSteps
  let clip: Float
  let distribution = RoundedGaussian.shared
  var source: BulkNoise
  var noise: [Int32]
  /// The squares of the lengths of each record's gradient, of its inputs and of its outer gradients in a layer, and the
  /// factors that cut it.
  var squares: [Float]
  var inner: [Float]
  var outer: [Float]
  let sampling: PoissonSampling

  init(_ steps: PrivateSteps, clip: Double, source: BulkNoise, largestPanel: Int) {
    (self.steps, self.source, self.clip) = (steps, source, Float(clip))
    noise = Array(repeating: 0, count: largestPanel)
    squares = Array(repeating: 0, count: steps.largestBatch)
    (inner, outer) = (squares, squares)
    sampling = PoissonSampling(probability: steps.probability, most: steps.largestBatch)
  }

  /// Takes a step along a panel of summed gradients, rounded to the grid and with noise, over the expected batch.
  mutating func take(_ step: OptimizerStep, panel: Int, of matrix: OptimizedMatrix) throws {
    var numbers: [Int32] = []
    swap(&numbers, &noise)
    defer { swap(&numbers, &noise) }
    var span = numbers.mutableSpan
    var used = span._mutatingExtracting(
      first: matrix.values.rows * matrix.values.columns(ofPanel: panel).count)
    try distribution.draw(into: &used, from: &source)
    step.take(
      matrix, panel: panel, noise: used.span,
      scale: (unit: Float(steps.unit), share: 1 / Float(steps.expectedBatch)))
  }
}

extension Trainer {
  /// Trains by clipped gradients of Poisson-sampled batches with noise.
  ///
  /// Abadi et al. 2016, algorithm 1.
  mutating func trainPrivately(
    _ privacy: PrivateTraining, rows: [Int], _ parameters: [LayerParameters],
    using generator: inout SeededGenerator
  ) throws {
    let steps = try PrivateSteps.planned(
      of: plan, asking: privacy, records: rows.count, parameters: shape.parameterCount)
    let source: BulkNoise =
      privacy.isSeeded ? .seeded(generator.next(), label: "private training") : .secure
    let largest = parameters.map { $0.weights.values.rows }.max() ?? 1
    var state = PrivateState(
      steps, clip: privacy.clip, source: source, largestPanel: largest * PanelMatrix.rowStride)
    let stepsInEpoch = steps.count / plan.epochs
    for step in 0..<steps.count {
      try Task.checkCancellation()
      if plan.dropout > 0 { pass.drawMasks(rate: plan.dropout, using: &generator) }
      let progress = Double(step) / Double(steps.count)
      let rate =
        plan.learningRate * plan.schedule.factor(at: progress, epoch: step / stepsInEpoch)
      let batch = try state.sampling.sample(rows, using: &state.source)
      try take(
        OptimizerStep(
          optimizer: plan.optimizer, weightDecay: Float(plan.weightDecay), rate: Float(rate),
          count: step + 1), along: batch, fallback: rows[0], &state, parameters)
    }
  }

  private mutating func take(
    _ step: OptimizerStep, along batch: [Int], fallback: Int, _ state: inout PrivateState,
    _ parameters: [LayerParameters]
  ) throws {
    // An empty batch is one record that counts for nothing.
    let used = batch.isEmpty ? [fallback] : batch
    let (count, last) = (used.count, shape.layerCount)
    pass.gather(used[...], from: input)
    for (place, row) in used.enumerated() { wanted[place] = labels[row] }
    pass.propagate(parameters, count: count)
    _ = CrossEntropy.replaceByGradient(
      pass.gradient(ofLayer: last), labels: wanted.span.extracting(first: count),
      output: shape.output)
    for layer in stride(from: last - 1, to: 0, by: -1) {
      pass.propagateBack(to: layer, through: parameters[layer], count: count)
    }
    clip(&state, of: used[...], isEmpty: batch.isEmpty)
    for layer in 0..<last {
      try parameters[layer].sumGradients(
        inputs: pass.inputs(ofLayer: layer), outer: pass.gradient(ofLayer: layer + 1),
        count: count
      ) { matrix, panel in
        try state.take(step, panel: panel, of: matrix)
      }
    }
  }

  /// Cuts each record's gradient, over all layers, down to the clipping norm.
  ///
  /// The gradient of a layer is an outer product, so its length is that of the inputs and a 1 for the bias times that of
  /// the outer gradient (Goodfellow 2015).
  private func clip(_ state: inout PrivateState, of batch: ArraySlice<Int>, isEmpty: Bool) {
    let count = batch.count
    for place in 0..<count { state.squares[place] = 0 }
    for layer in 0..<shape.layerCount {
      switch pass.inputs(ofLayer: layer) {
      case .numbers(let inputs): inputs.squareNorms(rows: count, into: &state.inner)
      case .flags(let inputs): input.squareNorms(of: batch, like: inputs, into: &state.inner)
      }
      pass.gradient(ofLayer: layer + 1).squareNorms(rows: count, into: &state.outer)
      for place in 0..<count {
        state.squares[place] += (state.inner[place] + 1) * state.outer[place]
      }
    }
    // The gradients are of the batch's mean loss; the margin is for the rounding of lengths.
    let (most, reach) = (Float(count), state.clip * (1 - 0x1p-10))
    var hasBroken = false
    for place in 0..<count {
      let length = state.squares[place].squareRoot()
      let isBroken = isEmpty || !length.isFinite
      hasBroken = hasBroken || isBroken
      state.squares[place] = isBroken ? 0 : min(most, reach / length)
    }
    for layer in 1...shape.layerCount {
      pass.gradient(ofLayer: layer).scaleRows(count, by: state.squares)
    }
    guard hasBroken else { return }
    for place in 0..<count where state.squares[place] != 0 { state.squares[place] = 1 }
    for layer in 0..<shape.layerCount {
      // Flags are finite as they are.
      guard case .numbers(let inputs) = pass.inputs(ofLayer: layer) else { continue }
      inputs.scaleRows(count, by: state.squares)
    }
  }
}

extension LayerParameters {
  /// Sums up a batch's gradients, and leaves what comes then to a body.
  fileprivate func sumGradients(
    inputs: LayerInputs, outer: PanelMatrix, count: Int,
    then take: (OptimizedMatrix, Int) throws -> Void
  ) throws {
    for panel in 0..<(isNarrow ? weights.values : outer).panelCount {
      addGradient(panel, inputs: inputs, outer: outer, count: count, rule: GradientRule())
      try take(weights, panel)
    }
    for panel in 0..<outer.panelCount {
      biases.gradient.addPanel(
        panel, ofSumsOf: outer, rows: count, rule: GradientRule(), moving: biases.values)
      try take(biases, panel)
    }
  }
}
