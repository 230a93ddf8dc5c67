import ImageLearning
import Tables
import Learning
import Statistics

/// An image network whose training is measured, on drawn images of 32 x 32 points in color.
struct ImageTask: Sendable {
  /// The name of the network, as the peer knows it.
  let name: String
  let model: ImageModel
  /// The images of one pass.
  let imageCount: Int
  /// How many times quicker than the peer ours must be.
  let advantage: Double
  private static let batch = 128
  private static let rate = 0.01

  static let all = [
    ImageTask(name: "64", model: .resNet18(width: 64), imageCount: 256, advantage: 1),
    ImageTask(name: "16", model: .resNet18(width: 16), imageCount: 2560, advantage: 1),
    ImageTask(
      name: "two-convolutions", model: .twoConvolutions, imageCount: 7680, advantage: 1.2),
  ]

  /// What a claim calls the network.
  var title: String { model == .twoConvolutions ? name : "ResNet-18, width \(name)" }

  /// The request that has the peer load the task.
  struct Load: Encodable {
    var operation = "load"
    let model: String
    let images: Int
    let batch: Int
    let rate: Double
    var momentum = Benchmarks.momentum
    let threads: Int
  }

  var load: Load {
    Load(model: name, images: imageCount, batch: Self.batch, rate: Self.rate, threads: coreCount)
  }

  /// The project's trainer, which passes over all images so many times.
  func trainer(epochs: Int) -> ImageTrainer {
    let shape = ImageShape(height: 32, width: 32, channels: 3)
    var generator = SeededGenerator(seed: 1, label: "drawn images")
    let bytes = (0..<imageCount * shape.valueCount).map { _ in
      UInt8(truncatingIfNeeded: generator.next())
    }
    let examples = ImageExamples(
      shape: shape, pixels: .bytes(bytes),
      labels: (0..<imageCount).map { _ in Int32(generator.integer(below: 10)) }, classCount: 10)
    var plan = ImageTrainingPlan()
    plan.epochs = epochs
    plan.batchSize = Self.batch
    plan.learningRate = Self.rate
    plan.optimizer = .sgd(momentum: Float(Benchmarks.momentum))
    plan.schedule = .constant
    let scaling = ImageScaling(mean: [0.5, 0.5, 0.5], deviation: [0.25, 0.25, 0.25])
    return ImageTrainer(
      plan, model.shape(images: shape, classes: 10), examples: (examples, scaling),
      rows: Array(0..<imageCount), seed: 1, threads: coreCount)
  }
}
