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
        "\(file.place): is of a network on images; set 'features' of 'target' to image")
    }
    view = image.channelsLast
    let extents = try view.extents(width: surroundings.view.width(surroundings.records))
    let shape = ImageShape(height: extents[0], width: extents[1], channels: extents[2])
    guard min(shape.height, shape.width) >= model.smallestSide else {
      throw ModelsError("\(file.place): images of \(shape) are too small for the network")
    }
    let network = try ImageNetwork(file, shape: model.shape(images: shape, classes: classes))
    let channels = extents[2]
    // The view has scaled what comes in already.
    classifier = ImageClassifier(
      network: network,
      scaling: ImageScaling(
        mean: Array(repeating: 0, count: channels), deviation: Array(repeating: 1, count: channels))
    )
  }

  func answer(_ batch: ModelBatch) async throws -> ModelAnswer {
    let images = ModelBatch(rows: batch.rows, records: batch.records, view: .image(view))
    let examples = ImageExamples(
      shape: classifier.imageShape, pixels: .numbers(try images.singles()),
      labels: Array(repeating: 0, count: batch.count), classCount: classifier.classCount)
    return ModelAnswer(
      try classifier.logits(ofRows: Array(0..<batch.count), of: examples), kind: .logits)
  }
}
