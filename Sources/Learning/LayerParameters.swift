/// The weights and biases of one layer in training.
struct LayerParameters {
  /// Inputs x outputs; for a narrow layer, outputs x inputs.
  let weights: OptimizedMatrix
  /// One row.
  let biases: OptimizedMatrix
  /// Whether the outputs are too few to fill a vector, so that the vectors go along the inputs.
  let isNarrow: Bool

  /// The most outputs of a narrow layer: beyond, vectors with idle lanes are quicker than sums along them.
  private static let narrow = 8

  /// Whether a layer of a network has outputs too few to fill a vector.
  static func isNarrow(layer: Int, of shape: NetworkShape) -> Bool {
    shape.widths[layer + 1] <= narrow && layer + 1 == shape.layerCount
  }

  /// Takes over the parameters of a layer of a network.
  init(
    layer: Int, of network: Network, optimizer: Optimizer, isPrivate: Bool = false
  ) {
    let (shape, flat) = (network.shape, network.parameters.span)
    let (inputs, outputs) = (shape.widths[layer], shape.widths[layer + 1])
    isNarrow = Self.isNarrow(layer: layer, of: shape)
    weights =
      isNarrow
      ? OptimizedMatrix(
        rows: outputs, columns: inputs, kind: layer == 0 ? .input : .factor, optimizer: optimizer,
        isPrivate: isPrivate)
      : OptimizedMatrix(
        rows: inputs, columns: outputs, optimizer: optimizer, isPrivate: isPrivate)
    biases = OptimizedMatrix(
      rows: 1, columns: outputs, optimizer: optimizer, isPrivate: isPrivate)
    weights.values.load(
      flat.extracting(shape.weights(ofLayer: layer)), isTransposed: isNarrow)
    biases.values.load(flat.extracting(shape.biases(ofLayer: layer)))
  }

  /// Gives the parameters back to the layer of a network.
  func store(layer: Int, in network: inout Network) {
    let shape = network.shape
    var flat = network.parameters.mutableSpan
    do {
      var part = flat._mutatingExtracting(shape.weights(ofLayer: layer))
      weights.values.store(in: &part, isTransposed: isNarrow)
    }
    var part = flat._mutatingExtracting(shape.biases(ofLayer: layer))
    biases.values.store(in: &part)
  }

  /// Takes the step along the gradient of a batch.
  ///
  /// - Parameters:
  ///   - step: The optimiser's step.
  ///   - inputs: What the layer read.
  ///   - outer: The loss's gradient by its outputs.
  ///   - count: The records.
  ///   - next: The records that will be read next.
  func take(
    _ step: OptimizerStep, inputs: LayerInputs, outer: PanelMatrix, count: Int,
    next: UpcomingRows?
  ) {
    let panels = isNarrow ? weights.values.panelCount : outer.panelCount
    for panel in 0..<panels {
      // The last two panels bring them in: what came before would drive them out of the cache, and one panel's time is short.
      addGradient(
        panel, inputs: inputs, outer: outer, count: count, rule: step.rule,
        next: panel + 2 >= panels ? next : nil)
      step.finish(weights, panel: panel)
      if !isNarrow { takeBiases(step, panel: panel, outer: outer, count: count) }
    }
    guard isNarrow else { return }
    for panel in 0..<outer.panelCount {
      takeBiases(step, panel: panel, outer: outer, count: count)
    }
  }

  /// Moves a panel of the weights along the gradient of a batch, and keeps that.
  func addGradient(
    _ panel: Int, inputs: LayerInputs, outer: PanelMatrix, count: Int, rule: GradientRule,
    next: UpcomingRows? = nil
  ) {
    switch inputs {
    case .flags(let inputs):
      weights.gradient.addPanel(
        panel, ofGradientFrom: (inputs, outer), rows: count, rule: rule, moving: weights.values)
    case .numbers(let inputs):
      weights.gradient.addPanel(
        panel, ofGradientFrom: isNarrow ? (outer, inputs) : (inputs, outer), rows: count,
        rule: rule, moving: weights.values, next: next)
    }
  }

  /// Does so for a panel of the biases, best while the outer gradient is still in the first cache.
  private func takeBiases(_ step: OptimizerStep, panel: Int, outer: PanelMatrix, count: Int) {
    biases.gradient.addPanel(
      panel, ofSumsOf: outer, rows: count, rule: step.rule, moving: biases.values)
    step.finish(biases, panel: panel)
  }
}
