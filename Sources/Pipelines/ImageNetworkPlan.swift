import ImageLearning
import Settings
import Tables

/// An image network with its training, as stages read them from settings.
struct ImageNetworkPlan: Equatable, Sendable {
  /// The network.
  let model: ImageModel
  /// How it is trained.
  let training: ImageTrainingPlan
  private let height: Int
  private let channels: Int

  /// Reads the plan.
  init(_ settings: inout Settings) throws {
    model = try ImageModel(&settings)
    height = try settings.integer(
      "height", default: 0, in: 0...4096,
      "rows of points of an image, where records are columns of points; 0 for square ones")
    channels = try settings.integer(
      "channels", default: 1, in: 1...4,
      "values of a point, where records are columns of points, row by row from the top left")
    let seed = try settings.integer(
      "augmentationSeed", default: 1, in: 0...Int.max,
      "draws the changes to images, the same for all models")
    training = try ImageTrainingPlan(&settings, seed: UInt64(seed))
  }

  /// The plan of a network that was trained.
  init(_ history: ImageTrainingHistory, of shape: ImageShape) {
    (model, training) = (history.model, history.plan)
    (height, channels) = (shape.height, shape.channels)
  }

  /// The images of records.
  ///
  /// - Parameters:
  ///   - records: The records: images, or columns of their points.
  ///   - stage: The stage that wants them, for messages.
  /// - Returns: The images.
  /// - Throws: `PipelinesError` where the columns are no images of this plan; `ImageLearningError` where a value is missing.
  func examples(of records: Records, for stage: String) throws -> ImageExamples {
    let shape = try records.dataset.images?.shape ?? imageShape(records.columns.count, stage)
    guard min(shape.height, shape.width) >= model.smallestSide else {
      throw PipelinesError(
        "'\(stage)' has images of \(shape) (height x width x channels), too small for its 'model'; "
          + "take resnet-18 or bring larger ones")
    }
    return try ImageExamples(records, shape: shape)
  }

  /// The size of images of so many columns.
  private func imageShape(_ columns: Int, _ stage: String) throws -> ImageShape {
    let points = columns / channels
    let rows = height > 0 ? height : Int(Double(points).squareRoot().rounded())
    guard rows > 0, points >= rows, points * channels == columns, points.isMultiple(of: rows),
      height > 0 || rows * rows == points
    else {
      throw PipelinesError(
        "'\(stage)' cannot divide \(columns) columns into images of \(channels) channels"
          + (height > 0 ? " and \(height) rows" : " that are square")
          + "; set 'height' and 'channels'")
    }
    return ImageShape(height: rows, width: points / rows, channels: channels)
  }
}
