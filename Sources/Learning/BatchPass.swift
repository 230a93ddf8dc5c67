import Statistics
import Tensors

/// What a layer reads: numbers, or records of flags.
enum LayerInputs {
  case numbers(PanelMatrix)
  case flags(FlagBatch)
}

/// The way of one batch forward through the layers and of its gradient back; its memory serves batch after batch.
struct BatchPass {
  private let shape: NetworkShape
  private let batchSize: Int
  private let batch: LayerInputs
  /// The outputs of each layer; in the end the last ones give way to the loss's gradient by them.
  private let outputs: [PanelMatrix]
  private var hidden: [Hidden] = []

  /// What a hidden layer needs on the way back.
  private struct Hidden {
    /// The loss's gradient by the layer's pre-activations.
    let gradient: PanelMatrix
    /// Some rows of the next layer's weights, transposed.
    let transposed: PanelMatrix
    /// The pre-activations, where the activation's derivative is a function of them.
    var inputs: PanelMatrix?
    /// Zero for units that are dropped and 1 / (1 - rate) for the others, and the outputs before units were dropped.
    var dropout: (mask: PanelMatrix, undropped: PanelMatrix)?
  }

  /// What sums start from that have no bias.
  private let zero = PanelMatrix(rows: 1, columns: 1)

  /// Creates the memory for batches.
  ///
  /// - Parameters:
  ///   - shape: The layers.
  ///   - batchSize: The most records.
  ///   - dropout: Whether units are dropped.
  ///   - flags: Room for batches of flags, where these are to be products with sums from tables.
  init(shape: NetworkShape, batchSize: Int, dropout: Bool, flags: FlagBatch?) {
    (self.shape, self.batchSize) = (shape, batchSize)
    batch =
      flags.map { .flags($0) }
      ?? .numbers(PanelMatrix(rows: batchSize, columns: shape.widths[0], kind: .input))
    outputs = shape.widths.dropFirst().map { PanelMatrix(rows: batchSize, columns: $0) }
    for layer in 1..<max(1, shape.layerCount) {
      let width = shape.widths[layer]
      func numbers() -> PanelMatrix { PanelMatrix(rows: batchSize, columns: width) }
      hidden.append(
        Hidden(
          gradient: numbers(),
          transposed: PanelMatrix(rows: shape.widths[layer + 1], columns: width, kind: .onePanel),
          inputs: shape.activation.needsInputs ? numbers() : nil,
          dropout: dropout ? (numbers(), numbers()) : nil))
    }
  }

  /// What a layer reads: the batch, or the outputs of the layer before.
  func inputs(ofLayer layer: Int) -> LayerInputs {
    layer == 0 ? batch : .numbers(outputs[layer - 1])
  }

  /// Fetches a batch.
  func gather(_ rows: ArraySlice<Int>, from input: BatchInput) {
    switch batch {
    case .numbers(let batch): input.gather(rows, into: batch)
    case .flags(let batch): input.gather(rows, into: batch)
    }
  }

  /// Draws which hidden units of the next batch are dropped.
  ///
  /// Dropout as in Srivastava et al. 2014, with the kept units scaled in training.
  func drawMasks(rate: Double, using generator: inout SeededGenerator) {
    let kept = Float(1 / (1 - rate))
    for (index, place) in hidden.enumerated() {
      // One more draw for each record than it has units: the stream is that of earlier versions.
      let draws = shape.widths[index + 1] + 1
      let numbers = (0..<batchSize * draws).map { _ in generator.bernoulli(rate) ? 0 : kept }
      guard let mask = place.dropout?.mask else { continue }
      for panel in 0..<mask.panelCount {
        let columns = mask.columns(ofPanel: panel)
        mask.withPanel(panel, rows: batchSize) { span in
          for row in 0..<batchSize {
            for (place, column) in columns.enumerated() {
              span[row * PanelMatrix.rowStride + place] = numbers[row * draws + column]
            }
          }
        }
      }
    }
  }

  /// Computes the outputs of all layers for the batch.
  func propagate(_ parameters: [LayerParameters], count: Int) {
    for layer in 0..<shape.layerCount {
      let (weights, biases) = (parameters[layer].weights.values, parameters[layer].biases.values)
      let (inputs, outputs) = (inputs(ofLayer: layer), outputs[layer])
      if case .numbers(let inputs) = inputs, parameters[layer].isNarrow {
        outputs.setNarrow(toProductOf: (inputs, weights), from: biases, rows: count)
        continue
      }
      for panel in 0..<outputs.panelCount {
        switch inputs {
        case .numbers(let inputs):
          outputs.setPanel(panel, toProductOf: (inputs, weights), from: biases, rows: count)
        case .flags(let inputs):
          outputs.setPanel(panel, toProductOf: (inputs, weights), from: biases, rows: count)
        }
        if layer + 1 < shape.layerCount { activate(layer: layer + 1, panel: panel, count: count) }
      }
    }
  }

  private func activate(layer: Int, panel: Int, count: Int) {
    let (outputs, place) = (outputs[layer - 1], hidden[layer - 1])
    place.inputs?.copyPanel(panel, of: outputs, rows: count)
    let columns = outputs.columns(ofPanel: panel).count
    outputs.withPanel(panel, rows: count) { shape.activation.apply(to: &$0, columns: columns) }
    guard let dropout = place.dropout else { return }
    dropout.undropped.copyPanel(panel, of: outputs, rows: count)
    outputs.multiplyPanel(panel, by: dropout.mask, rows: count)
  }

  /// Computes the gradient by a hidden layer's pre-activations from that by the next layer's.
  func propagateBack(to layer: Int, through parameters: LayerParameters, count: Int) {
    let (place, outer) = (hidden[layer - 1], gradient(ofLayer: layer + 1))
    let gradient = place.gradient
    let after = place.dropout?.undropped ?? outputs[layer - 1]
    for panel in 0..<gradient.panelCount {
      let columns = gradient.columns(ofPanel: panel)
      let weights = parameters.weights.values
      if !parameters.isNarrow { place.transposed.setPanel(toTransposeOf: weights, rows: columns) }
      gradient.setPanel(
        panel, toProductOf: (outer, parameters.isNarrow ? weights : place.transposed), from: zero,
        rows: count)
      if let dropout = place.dropout {
        gradient.multiplyPanel(panel, by: dropout.mask, rows: count)
      }
      gradient.withPanel(panel, rows: count) { gradients in
        (place.inputs ?? after).withPanel(panel, rows: count) { before in
          after.withPanel(panel, rows: count) { after in
            shape.activation.multiplyByDerivative(
              &gradients, inputs: before.span, outputs: after.span, columns: columns.count)
          }
        }
      }
    }
  }

  /// The loss's gradient by a layer's pre-activations.
  func gradient(ofLayer layer: Int) -> PanelMatrix {
    layer == shape.layerCount ? outputs[layer - 1] : hidden[layer - 1].gradient
  }
}

extension PanelMatrix {
  fileprivate func copyPanel(_ panel: Int, of other: PanelMatrix, rows count: Int) {
    other.withPanel(panel, rows: count) { other in
      withPanel(panel, rows: count) { $0.combine(other.span) { _, value in value } }
    }
  }

  fileprivate func multiplyPanel(_ panel: Int, by other: PanelMatrix, rows count: Int) {
    other.withPanel(panel, rows: count) { other in
      withPanel(panel, rows: count) { $0.combine(other.span) { value, factor in value * factor } }
    }
  }
}
