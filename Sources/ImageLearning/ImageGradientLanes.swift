package import Tensors

/// The buffers through which gradients of losses of image scores are computed, lent to one computation at a time.
///
/// Batches are divided evenly over two lanes, whatever the number of threads, and the lanes are added in order, so that the result does not depend
/// on threads.
package actor ImageGradientLanes {
  /// The most images that pass together.
  static let blockSize = 64
  private static let laneCount = 2

  private var idle: [[GradientLane]] = []

  /// Creates buffers for models of one shape, which are made where they are first needed.
  package init() {}

  /// Lends lanes that nobody else uses until they are given back.
  private func lend(_ shape: ImageNetworkShape) -> [GradientLane] {
    idle.popLast() ?? (0..<Self.laneCount).map { _ in GradientLane(shape) }
  }

  private func take(back lanes: [GradientLane]) { idle.append(lanes) }

  /// Computes the gradient by all parameters of a loss of the scores of some images, batch normalisation taking its running numbers.
  ///
  /// - Parameters:
  ///   - rows: The images, one or more.
  ///   - classifier: The network with its scaling; of the shape that these buffers were first used for.
  ///   - examples: All images.
  ///   - logitGradient: Given the scores, rows x classes, gives the loss's gradient by them.
  /// - Returns: One number for each parameter.
  /// - Throws: What the loss throws; `CancellationError`.
  package nonisolated func gradient(
    ofRows rows: [Int], by classifier: ImageClassifier, of examples: ImageExamples,
    _ logitGradient: (Tensor<Float>) throws -> Tensor<Float>
  ) async throws -> [Float] {
    let lanes = await lend(classifier.network.shape)
    let source = MicroBatchSource(
      examples: examples, scaling: classifier.scaling, augmentation: nil)
    let work = GradientWork(
      network: classifier.network, source: source, rows: rows, lanes: lanes,
      classes: classifier.classCount)
    let gradient = try await work.gradient(logitGradient)
    await take(back: lanes)
    return gradient
  }
}

/// One gradient on its way through the lanes.
private struct GradientWork: Sendable {
  let network: ImageNetwork
  let source: MicroBatchSource
  let rows: [Int]
  let lanes: [GradientLane]
  let classes: Int

  /// The images of each pass, as equally many as can be.
  private var parts: [Range<Int>] {
    let needed = (rows.count + ImageGradientLanes.blockSize - 1) / ImageGradientLanes.blockSize
    let count = min(rows.count, max(lanes.count, needed))
    return (0..<count).map { rows.count * $0 / count..<rows.count * ($0 + 1) / count }
  }

  func gradient(_ logitGradient: (Tensor<Float>) throws -> Tensor<Float>) async throws -> [Float] {
    let parts = parts
    let used = min(parts.count, lanes.count)
    func own(_ lane: Int) -> [Range<Int>] {
      stride(from: lane, to: parts.count, by: lanes.count).map { parts[$0] }
    }
    let outputs = try await concurrentMap(Array(0..<used), width: used) {
      [own = (0..<used).map(own)] lane in
      try await lanes[lane].scores(own[lane].map { rows[$0] }, of: network, source)
    }
    var scores = Array(repeating: Float(0), count: rows.count * classes)
    for (place, part) in parts.enumerated() {
      let values = outputs[place % lanes.count][place / lanes.count]
      scores.replaceSubrange(part.lowerBound * classes..<part.upperBound * classes, with: values)
    }
    let outer = try logitGradient(Tensor(shape: [rows.count, classes], scalars: scores)).scalars
    let gradients = try await concurrentMap(Array(0..<used), width: used) {
      [own = (0..<used).map(own)] lane in
      try await lanes[lane].gradient(
        own[lane].map { (rows[$0], outer[$0.lowerBound * classes..<$0.upperBound * classes]) },
        of: network, source)
    }
    var sum = gradients[0]
    for gradient in gradients.dropFirst() {
      for place in sum.indices { sum[place] += gradient[place] }
    }
    return sum
  }
}

/// The buffers of one lane; an actor because steps run on whatever thread is free.
private actor GradientLane {
  private let shape: ImageNetworkShape
  private var pass: ImagePass?

  init(_ shape: ImageNetworkShape) { self.shape = shape }

  /// The scores of each of some passes; the results of the last one stay for its gradient.
  func scores(
    _ batches: [ArraySlice<Int>], of network: ImageNetwork, _ source: MicroBatchSource
  ) throws -> [[Float]] {
    let pass = self.pass ?? ImagePass(shape, capacity: ImageGradientLanes.blockSize, learns: true)
    self.pass = pass
    return try batches.map { batch in
      try forward(pass, batch, network, source)
      return pass.output
    }
  }

  /// The summed gradients of passes whose scores were asked for last.
  func gradient(
    _ batches: [(rows: ArraySlice<Int>, outer: ArraySlice<Float>)], of network: ImageNetwork,
    _ source: MicroBatchSource
  ) throws -> [Float] {
    guard let pass else { preconditionFailure("a gradient before its scores") }
    var gradient = Array(repeating: Float(0), count: network.parameters.count)
    for batch in batches {
      // One batch alone has passed last, and its results stand.
      if batches.count > 1 { try forward(pass, batch.rows, network, source) }
      let outer = Array(batch.outer)
      try pass.backward(outer.span, through: network, addingTo: &gradient)
    }
    return gradient
  }

  private func forward(
    _ pass: ImagePass, _ batch: ArraySlice<Int>, _ network: ImageNetwork,
    _ source: MicroBatchSource
  ) throws {
    source.fill(pass, rows: batch, epoch: 0)
    try pass.forward(network, count: batch.count, statistics: .running)
  }
}
