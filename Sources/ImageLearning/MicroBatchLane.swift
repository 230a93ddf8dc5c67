import CConvolutions
import Tables
import Learning

/// What micro-batches are drawn from and how.
struct MicroBatchSource: Sendable {
  let examples: ImageExamples
  let scaling: ImageScaling
  let augmentation: ImageAugmentation?
}

/// The buffers through which some of a batch's micro-batches pass, one after the other.
///
/// An actor because the buffers are shared by all steps, each of which runs on whatever thread is free. Which micro-batches a lane takes
/// and in which order it adds up their gradients does not depend on threads.
actor MicroBatchLane {
  /// What became of a lane's micro-batches.
  struct Outcome: Sendable {
    /// The summed loss.
    var loss = 0.0
    /// The means and unbiased variances of each micro-batch.
    var statistics: [[Float]] = []
  }

  private let source: MicroBatchSource
  private let shape: ImageNetworkShape
  private let capacity: Int
  /// Created in the lane's first step, by the thread that then runs.
  private var pass: ImagePass?
  /// The sum of the gradients of the last step.
  private(set) var gradient: [Float]

  init(_ shape: ImageNetworkShape, capacity: Int, source: MicroBatchSource) {
    (self.shape, self.capacity, self.source) = (shape, capacity, source)
    gradient = Array(repeating: 0, count: shape.parameterCount)
  }

  /// Passes micro-batches forward and back.
  ///
  /// - Parameters:
  ///   - batches: The rows of each.
  ///   - network: The network.
  ///   - epoch: The epoch, from 0.
  ///   - share: The factor on gradients.
  /// - Returns: What became of them; the gradients are kept.
  /// - Throws: `CancellationError`.
  func run(
    _ batches: [ArraySlice<Int>], through network: ImageNetwork, epoch: Int, share: Double
  ) throws -> Outcome {
    let pass = self.pass ?? ImagePass(shape, capacity: capacity, learns: true)
    self.pass = pass
    clear()
    var outcome = Outcome()
    for batch in batches {
      source.fill(pass, rows: batch, epoch: epoch)
      try pass.forward(network, count: batch.count, statistics: .batch)
      let labels = batch.map { source.examples.labels[$0] }
      let (loss, outer) = softmaxLoss(pass.output, labels: labels, share: share)
      outcome.loss += loss
      guard loss.isFinite else { return outcome }
      try pass.backward(outer.span, through: network, addingTo: &gradient)
      outcome.statistics.append(pass.unbiasedStatistics)
    }
    return outcome
  }

  /// Adds the gradients of another lane.
  func add(_ other: [Float]) {
    unsafe gradient.withUnsafeMutableBufferPointer { own in
      unsafe other.withUnsafeBufferPointer { other in
        unsafe rci_accumulate(own.baseAddress, other.baseAddress, Int64(other.count))
      }
    }
  }

  private func clear() {
    unsafe gradient.withUnsafeMutableBufferPointer { own in
      unsafe own.update(repeating: 0)
    }
  }
}

extension MicroBatchSource {
  /// Fills in the images of a micro-batch.
  func fill(_ pass: ImagePass, rows: ArraySlice<Int>, epoch: Int) {
    let size = examples.shape.valueCount
    pass.withInput(count: rows.count) { target in
      for (place, row) in rows.enumerated() {
        let transform = augmentation?.transform(ofRow: row, epoch: epoch)
        var own = target._mutatingExtracting(place * size..<(place + 1) * size)
        examples.write(row, scaling: scaling, transform, to: &own)
      }
    }
  }
}

extension ImagePass {
  /// The means and variances of the last forward pass, with variances as of a sample.
  var unbiasedStatistics: [Float] {
    var result = batchStatistics
    for layer in shape.layers where !layer.statistics.isEmpty {
      let points = Float(count * layer.size.height * layer.size.width)
      let factor = points > 1 ? points / (points - 1) : 1
      for index in layer.statistics.suffix(layer.statistics.count / 2) { result[index] *= factor }
    }
    return result
  }
}
