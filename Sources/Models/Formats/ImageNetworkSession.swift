import ImageLearning
import ImageSets
import Tables
import Tensors

/// A network on images in this program's memory.
struct ImageNetworkSession: ModelSession {
  private let classifier: ImageClassifier
  private let view: ImageView

  /// Fits weights to records.
  ///
  /// - Parameters:
  ///   - model: The network.
  ///   - file: Its numbers.
  ///   - classes: The number of classes of the data.
  ///   - surroundings: The records, which must be taken as images.
  /// - Throws: `ModelsError` where they are not; `ImageLearningError` where arrays do not fit.
  init(
    _ model: ImageModel, _ file: SafetensorsFile, classes: Int, in surroundings: ModelSurroundings
  ) throws {
    guard case .image(let image) = surroundings.view else {
      throw ModelsError(
        "\(file.place): is of a network on images; set 'features' of 'target' to image, with its 'channels'"
      )
    }
    view = image.channelsLast
    let extents = try view.extents(width: surroundings.view.width(surroundings.records))
    let shape = ImageShape(height: extents[0], width: extents[1], channels: extents[2])
    guard min(shape.height, shape.width) >= model.smallestSide else {
      throw ModelsError("\(file.place): images of \(shape) are too small for the network")
    }
    let network = try ImageNetwork(
      file.leaving(out: ["mean", "deviation"]), shape: model.shape(images: shape, classes: classes))
    classifier = ImageClassifier(
      network: network, scaling: try Self.scaling(file, channels: extents[2]))
  }

  /// The scaling that this program saves with a network; none where the view has scaled what comes in already.
  private static func scaling(
    _ file: SafetensorsFile, channels: Int
  ) throws(ModelsError) -> ImageScaling {
    guard let mean = file.arrays["mean"], let deviation = file.arrays["deviation"] else {
      return ImageScaling(
        mean: Array(repeating: 0, count: channels), deviation: Array(repeating: 1, count: channels))
    }
    guard mean.numbers.count == channels, deviation.numbers.count == channels,
      deviation.numbers.allSatisfy({ $0 > 0 && $0.isFinite }), mean.numbers.allSatisfy(\.isFinite)
    else {
      throw ModelsError(
        "\(file.place): 'mean' and 'deviation' are not of \(channels) channels; set 'channels' of 'image'"
      )
    }
    return ImageScaling(mean: mean.numbers, deviation: deviation.numbers)
  }

  func answer(_ batch: ModelBatch) async throws -> ModelAnswer {
    let examples = ImageExamples(
      shape: classifier.imageShape, pixels: try pixels(batch),
      labels: Array(repeating: 0, count: batch.count), classCount: classifier.classCount)
    return ModelAnswer(
      try classifier.logits(ofRows: Array(0..<batch.count), of: examples), kind: .logits)
  }

  /// The images as they are where nothing is scaled, so that a network gives the very scores that it gave before it was saved.
  private func pixels(_ batch: ModelBatch) throws(ModelsError) -> Coordinates.Values {
    if view.scalesNothing, let shape = batch.records.dataset.images?.shape,
      let coordinates = batch.records.coordinates
    {
      return RecordImages(shape: shape, values: coordinates.values).selecting(Array(batch.rows))
        .values
    }
    return .numbers(
      try ModelBatch(rows: batch.rows, records: batch.records, view: .image(view)).singles())
  }
}
