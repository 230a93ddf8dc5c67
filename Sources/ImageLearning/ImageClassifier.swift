import Auditing
package import Tables
package import Tensors

/// A network that classifies images, with the scaling it was trained with.
package struct ImageClassifier: TargetModel {
  /// The network.
  package var network: ImageNetwork
  /// The scaling of what it takes in.
  package let scaling: ImageScaling
  /// How it was trained, and on what; nil where that is not known.
  package var history: ImageTrainingHistory?
  /// The most images that pass together.
  private static let blockSize = 64

  /// Creates a classifier.
  package init(network: ImageNetwork, scaling: ImageScaling) {
    precondition(
      network.shape.inputs == [0] && network.shape.layers[0].size.channels == scaling.mean.count,
      "a scaling of \(scaling.mean.count) channels")
    (self.network, self.scaling) = (network, scaling)
  }

  package var classCount: Int { network.shape.output.valueCount }

  /// The size of the images that it takes in.
  package var imageShape: ImageShape { network.shape.layers[0].size }

  /// All trained numbers, in the order of the network's layers.
  package var parameters: [Float] {
    get { network.parameters }
    set {
      precondition(newValue.count == network.shape.parameterCount, "\(newValue.count) parameters")
      network.parameters = newValue
    }
  }

  /// Each layer's numbers under the names of the layers, and the mean and deviation of each channel.
  package var weights: [String: Tensor<Float>] {
    var weights = network.named.mapValues { Tensor(shape: $0.shape, scalars: $0.numbers) }
    weights["mean"] = Tensor(shape: [scaling.mean.count], scalars: scaling.mean)
    weights["deviation"] = Tensor(shape: [scaling.mean.count], scalars: scaling.deviation)
    return weights
  }

  package func logits(ofRows rows: [Int], of records: Records) throws -> Tensor<Float> {
    try logits(ofRows: rows, of: ImageExamples(records, shape: imageShape))
  }

  /// Computes the class scores of images before the softmax.
  ///
  /// - Parameters:
  ///   - rows: The images wanted, in order.
  ///   - examples: The images.
  ///   - augmentation: The change to each image and the number of the copy; nil for the images themselves.
  /// - Returns: Rows x classes.
  /// - Throws: `ImageLearningError` where a score is not finite; `CancellationError`.
  package func logits(
    ofRows rows: [Int], of examples: ImageExamples,
    augmentation: (ImageAugmentation, copy: Int)? = nil
  ) throws -> Tensor<Float> {
    let pass = ImagePass(
      network.shape, capacity: min(Self.blockSize, max(1, rows.count)), learns: false)
    var scalars: [Float] = []
    scalars.reserveCapacity(rows.count * classCount)
    for start in stride(from: 0, to: rows.count, by: pass.capacity) {
      let block = rows[start..<min(start + pass.capacity, rows.count)]
      source(examples, augmentation?.0).fill(pass, rows: block, epoch: augmentation?.copy ?? 0)
      try pass.forward(network, count: block.count, statistics: .running)
      scalars += pass.output
    }
    guard scalars.allSatisfy(\.isFinite) else {
      throw ImageLearningError(
        "the image network gives a score that is not finite; train it again at a lower rate")
    }
    return Tensor(shape: [rows.count, classCount], scalars: scalars)
  }

  /// Computes the gradient that parameters have through the scores of images.
  ///
  /// - Parameters:
  ///   - rows: The images.
  ///   - examples: All images.
  ///   - statistics: What batch normalisation takes; where that of batches, those of at most 64 images.
  ///   - logitGradient: Gives the gradient of each of some images' scores, from their places among the rows and their scores
  ///     (images x classes).
  /// - Returns: The sum over all images, one number for each parameter.
  /// - Throws: What `logitGradient` throws; `CancellationError`.
  package func parameterGradient(
    ofRows rows: [Int], of examples: ImageExamples, statistics: ImagePass.Statistics = .running,
    logitGradient: (Range<Int>, Tensor<Float>) throws -> Tensor<Float>
  ) throws -> [Float] {
    let pass = ImagePass(
      network.shape, capacity: min(Self.blockSize, max(1, rows.count)), learns: true)
    var gradient = Array(repeating: Float(0), count: network.shape.parameterCount)
    for start in stride(from: 0, to: rows.count, by: pass.capacity) {
      let places = start..<min(start + pass.capacity, rows.count)
      source(examples, nil).fill(pass, rows: rows[places], epoch: 0)
      try pass.forward(network, count: places.count, statistics: statistics)
      let scores = Tensor(shape: [places.count, classCount], scalars: pass.output)
      let outer = try logitGradient(places, scores).scalars
      try pass.backward(outer.span, through: network, addingTo: &gradient)
    }
    return gradient
  }

  private func source(
    _ examples: ImageExamples, _ augmentation: ImageAugmentation?
  ) -> MicroBatchSource {
    precondition(examples.shape == imageShape, "images of \(examples.shape) for \(imageShape)")
    // Copies are asked for by number, which an epoch's is where none are fixed.
    let every = augmentation.map {
      ImageAugmentation(operations: $0.operations, copies: nil, seed: $0.seed)
    }
    return MicroBatchSource(examples: examples, scaling: scaling, augmentation: every)
  }
}

/// How an image network was trained.
package struct ImageTrainingHistory: Equatable, Sendable {
  /// The network.
  package let model: ImageModel
  /// The plan.
  package let plan: ImageTrainingPlan
  /// The rows of the images that it learned from.
  package let members: [Int]

  /// Creates a history.
  package init(model: ImageModel, plan: ImageTrainingPlan, members: [Int]) {
    (self.model, self.plan, self.members) = (model, plan, members)
  }
}

extension ImageExamples {
  /// Takes the values of images from records: their coordinates, or their encoded columns where they have none.
  ///
  /// - Parameters:
  ///   - records: The records.
  ///   - shape: The size of every image.
  /// - Throws: `ImageLearningError` where they are no such images, or a value is missing.
  package init(_ records: Records, shape: ImageShape) throws {
    let width = records.coordinates?.width ?? records.columns.count
    guard width == shape.valueCount else {
      throw ImageLearningError(
        "the records have \(width) values where images of \(shape) (height x width x channels) have "
          + "\(shape.valueCount); bring such images")
    }
    let pixels = records.coordinates?.values ?? .numbers(records.features.scalars)
    if case .numbers(let numbers) = pixels, let place = numbers.firstIndex(where: \.isNaN) {
      throw ImageLearningError(
        "a value of record \(place / width + 1) is missing, which an image cannot have; fill it in or leave the record out"
      )
    }
    self.init(
      shape: shape, pixels: pixels, labels: records.dataset.label.codes,
      classCount: records.classCount)
  }
}
