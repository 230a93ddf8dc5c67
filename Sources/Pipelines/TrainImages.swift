package import Auditing
import ImageLearning
package import Settings
import Tables

/// The stage that trains a convolutional network on the members, whose columns are the points of images, and publishes it; after a release,
/// on the released images instead.
package struct TrainImages: Stage {
  package static let declaration = Declaration(
    "train-images", version: 2,
    "trains a convolutional network on the members, or after a release on its records: images, or columns of their points"
  )

  private let model: ImageModel
  private let plan: ImageTrainingPlan
  private let height: Int
  private let channels: Int

  package init(_ settings: inout Settings) throws {
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
    plan = try ImageTrainingPlan(&settings, seed: UInt64(seed))
  }

  package func apply(
    to artifact: Artifact, in surroundings: StageContext
  ) async throws -> Artifact {
    let context = try surroundings.learning(from: artifact)
    let members = context.membership.records(.member)
    guard !members.isEmpty else {
      throw PipelinesError("'train-images' has no members to train on; raise 'members' in 'split'")
    }
    let shape = try imageShape(of: context.records)
    let examples = try ImageExamples(context.records, shape: shape)
    let scaling = ImageScaling(fittedOn: members, of: examples)
    var generator = context.generator("training")
    let trainer = ImageTrainer(
      plan, model.shape(images: shape, classes: examples.classCount),
      examples: (examples, scaling), rows: members, seed: generator.next())
    let state = try await trainer.train(from: context.notebook?.load()) { state, loss in
      try context.notebook?.store(trainer.checkpoint(state))
      context.progress("epoch \(state.epoch) of \(plan.epochs)")
    }
    let classifier = ImageClassifier(network: state.averaged, scaling: scaling)
    return artifact.publishing(Artifact.Part("model", .model(classifier)))
  }

  /// The size of the images, or of what the columns are the points of.
  private func imageShape(of records: Records) throws -> ImageShape {
    let shape =
      try records.dataset.images?.shape ?? imageShape(columns: records.columns.count)
    guard min(shape.height, shape.width) >= model.smallestSide else {
      throw PipelinesError(
        "'train-images' has images of \(shape) (height x width x channels), too small for its 'model'; "
          + "take resnet-18 or bring larger ones")
    }
    return shape
  }

  private func imageShape(columns: Int) throws -> ImageShape {
    let points = columns / channels
    let rows = height > 0 ? height : Int(Double(points).squareRoot().rounded())
    guard rows > 0, points >= rows, points * channels == columns, points.isMultiple(of: rows),
      height > 0 || rows * rows == points
    else {
      throw PipelinesError(
        "'train-images' cannot divide \(columns) columns into images of \(channels) channels"
          + (height > 0 ? " and \(height) rows" : " that are square")
          + "; set 'height' and 'channels'")
    }
    return ImageShape(height: rows, width: points / rows, channels: channels)
  }
}
