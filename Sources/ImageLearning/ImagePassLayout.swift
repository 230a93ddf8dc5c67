import Tables

/// Where the results and gradients of a network's layers stand in one stretch of memory.
///
/// The forward pass takes as many steps as there are layers, and the backward pass as many again in the other direction.
struct ImagePassLayout {
  /// What a pass is for.
  struct Purpose: Equatable {
    /// Whether results are kept for a backward pass.
    var learns: Bool
    /// Whether gradients of what comes in are wanted as well.
    var wantsInputGradients = false
  }

  /// How the gradient of a layer's input comes about.
  enum Contribution: Equatable {
    /// It is not wanted.
    case none
    /// It is written.
    case sets
    /// It is added to what other layers gave.
    case adds
    /// It takes the place of the layer's own gradient.
    case replaces
  }

  /// The place of each layer's result.
  private(set) var results: [Int] = []
  /// The place of each layer's gradient; nil where none is wanted.
  private(set) var gradients: [Int?] = []
  /// The place of what a layer keeps between its two passes; nil for nothing.
  private(set) var kept: [Int?] = []
  /// How each layer gives each of its inputs a gradient.
  private(set) var contributions: [[Contribution]] = []
  /// The numbers that the memory holds.
  private(set) var size = 0

  /// Plans for so many images.
  init(_ shape: ImageNetworkShape, capacity: Int, purpose: Purpose) {
    var planning = Planning(shape: shape, capacity: capacity, purpose: purpose)
    let results = planning.planResults()
    let kept = planning.planKept()
    let gradients = purpose.learns ? planning.planGradients() : []
    let (places, size) = planning.plan.places()
    self.results = results.map { places[$0] }
    self.kept = kept.map { $0.map { places[$0] } }
    self.gradients =
      purpose.learns ? gradients.map { $0.map { places[$0] } } : shape.layers.map { _ in nil }
    contributions = planning.contributions
    self.size = size
  }
}

/// The plan as it is made.
private struct Planning {
  let shape: ImageNetworkShape
  let capacity: Int
  let purpose: ImagePassLayout.Purpose
  /// Whether each layer's gradient is wanted.
  let wanted: [Bool]
  /// The layers that take in each layer.
  let consumers: [[Int]]
  var plan = MemoryPlan()
  var contributions: [[ImagePassLayout.Contribution]]

  init(shape: ImageNetworkShape, capacity: Int, purpose: ImagePassLayout.Purpose) {
    (self.shape, self.capacity, self.purpose) = (shape, capacity, purpose)
    var wanted: [Bool] = []
    var consumers: [[Int]] = shape.layers.map { _ in [] }
    for (index, layer) in shape.layers.enumerated() {
      let isWantedInput = layer.operation == .input && purpose.wantsInputGradients
      wanted.append(
        purpose.learns
          && (isWantedInput || !layer.parameters.isEmpty || layer.inputs.contains { wanted[$0] }))
      for input in layer.inputs { consumers[input].append(index) }
    }
    (self.wanted, self.consumers) = (wanted, consumers)
    contributions = shape.layers.map { $0.inputs.map { _ in .none } }
  }

  private var end: Int { 2 * shape.layers.count }
  private func backwardStep(_ layer: Int) -> Int { end - 1 - layer }
  private func size(_ layer: Int) -> Int { capacity * shape.layers[layer].size.valueCount }

  /// Results live as long as a later layer or a backward pass reads them.
  mutating func planResults() -> [Int] {
    shape.layers.indices.map { index in
      let layer = shape.layers[index]
      var death = consumers[index].max() ?? end
      if index == shape.last { death = end }
      if purpose.learns, wanted[index], layer.operation.needsResult(layer.inputs.count) {
        death = max(death, backwardStep(index))
      }
      for consumer in consumers[index] where purpose.learns && wanted[consumer] {
        if shape.layers[consumer].operation.needsInputs {
          death = max(death, backwardStep(consumer))
        }
      }
      let birth = layer.operation == .input ? -1 : index
      return plan.request(size(index), time: birth...death)
    }
  }

  mutating func planKept() -> [Int?] {
    shape.layers.indices.map { index in
      let count = shape.layers[index].keptCount(from: shape, capacity: capacity)
      let death = purpose.learns ? backwardStep(index) : index
      return count > 0 ? plan.request(count, time: index...death) : nil
    }
  }

  /// Gradients live from the first layer that contributes, which is the last to take in the result, to the layer's own step.
  mutating func planGradients() -> [Int?] {
    // Layers that share a place, by the one that comes last.
    var owner: [Int?] = shape.layers.map { _ in nil }
    if wanted[shape.last] { owner[shape.last] = shape.last }
    var deaths: [Int: Int] = [shape.last: backwardStep(shape.last)]
    for index in shape.layers.indices.reversed() where wanted[index] {
      guard let own = owner[index] else { continue }
      deaths[own] = max(deaths[own] ?? 0, lastUse(index))
      var isTaken = false
      for (place, input) in shape.layers[index].inputs.enumerated() where wanted[input] {
        let replaces = shape.layers[index].replacesGradient(ofInput: place)
        if owner[input] != nil {
          contributions[index][place] = .adds
        } else if replaces && !isTaken {
          contributions[index][place] = .replaces
          owner[input] = own
          isTaken = true
        } else {
          contributions[index][place] = .sets
          owner[input] = input
        }
      }
    }
    var requests: [Int: Int] = [:]
    for (layer, death) in deaths.sorted(by: { $0.key < $1.key }) where wanted[layer] {
      let birth = consumers[layer].max().map(backwardStep) ?? shape.layers.count
      requests[layer] = plan.request(
        size(layer), time: (layer == shape.last ? shape.layers.count : birth)...death)
    }
    return owner.map { $0.flatMap { requests[$0] } }
  }

  private func lastUse(_ layer: Int) -> Int {
    shape.layers[layer].operation == .input ? end : backwardStep(layer)
  }
}

extension ImageOperation {
  /// Whether the backward pass reads the layer's result.
  fileprivate func needsResult(_ inputs: Int) -> Bool {
    switch self {
    case .batchNorm(let activation): inputs == 2 && activation == .relu
    case .activation(let activation): activation != .silu
    default: false
    }
  }

  /// Whether the backward pass reads what the layer took in.
  fileprivate var needsInputs: Bool {
    switch self {
    case .convolution, .batchNorm, .groupNorm, .dense, .attention, .activation(.silu): true
    default: false
    }
  }
}

extension ImageNetworkShape.Layer {
  /// Whether the gradient of an input may be written over the layer's own: each number of it depends on the one at its place.
  fileprivate func replacesGradient(ofInput place: Int) -> Bool {
    switch operation {
    case .batchNorm: place == inputs.count - 1
    case .activation: true
    case .add: place == 0
    default: false
    }
  }

  /// The numbers that the layer keeps between its passes, or needs in a forward pass.
  fileprivate func keptCount(from shape: ImageNetworkShape, capacity: Int) -> Int {
    switch operation {
    case .batchNorm: 4 * size.channels
    case .groupNorm: 4 * size.channels * capacity
    // A byte for each value.
    case .maxPool: (size.valueCount * capacity + 3) / 4
    case .attention:
      capacity * size.height * size.width * size.height * size.width
    default: 0
    }
  }
}
