import Evaluation
import ImageLearning
import Learning
import Models
import Settings
import Tables
import Tensors
import Unlearning

/// The network that is trained by steps, on the columns of a table or on images.
enum ForgettingNetwork: Equatable, Sendable {
  /// Logistic regression or a multilayer perceptron.
  case table(TrainingPlan)
  /// A convolutional network on records whose columns are the values of images.
  case images(ImageNetworkPlan)

  /// Reads the network: images' from a section `network`, a table's from the mapping itself.
  ///
  /// - Parameter settings: The mapping; the keys it uses are taken out.
  /// - Throws: `SettingsError` naming the line of a value that is not allowed.
  init(_ settings: inout Settings) throws {
    guard !settings.has("network") else {
      var own = try settings.section(
        "network",
        "a network for images, with the settings of 'train-images'; without it a table's, whose settings stand beside"
      )
      self = .images(try ImageNetworkPlan(&own))
      try own.finish()
      return
    }
    let plan = try TrainingPlan(&settings)
    guard plan.privacy == nil else {
      throw settings.error(
        "privacy", "training with noise and unlearning are two claims; take 'privacy' out")
    }
    self = .table(plan)
  }

  /// The training on some records.
  ///
  /// - Parameters:
  ///   - records: The records.
  ///   - labels: The class of each record.
  /// - Returns: The training.
  /// - Throws: `PipelinesError` where the records are no images of the plan.
  func training(of records: Records, labels: [Int32]) throws -> any IncrementalTraining {
    switch self {
    case .table(let plan):
      return NetworkTraining(
        plan,
        examples: Examples(
          features: records.features, labels: labels, classCount: records.classCount),
        scaling: { FeatureScaling(fittedOn: $0, of: records) })
    case .images(let plan):
      let images = try plan.examples(of: records, for: "network")
      return ImageNetworkTraining(
        plan.model, plan.training,
        examples: ImageExamples(
          shape: images.shape, pixels: images.pixels, labels: labels, classCount: images.classCount
        ))
    }
  }
}

/// How the models are trained that are to forget.
enum ForgettingTraining: Equatable, Sendable {
  /// The names in settings.
  enum Kind: String, CaseIterable { case network, ridgeLogistic = "ridge-logistic", sisa }

  /// A network by steps.
  case network(ForgettingNetwork)
  /// Ridge logistic regression to its minimum.
  case ridgeLogistic(RidgeTraining.Plan)
  /// Shards of networks.
  case sisa(SISAPlan, ForgettingNetwork)

  /// Reads the training from its section.
  init(_ settings: inout Settings) throws {
    let kind = try settings.choice(
      "model", default: Kind.network,
      "what is trained: a network, ridge-logistic for newton and certified-removal, or sisa")
    switch kind {
    case .network: self = .network(try ForgettingNetwork(&settings))
    case .ridgeLogistic: self = .ridgeLogistic(try RidgeTraining.Plan(&settings))
    case .sisa: self = .sisa(try SISAPlan(&settings), try ForgettingNetwork(&settings))
    }
  }

  /// The training on some records.
  ///
  /// - Parameters:
  ///   - records: The records.
  ///   - labels: The class of each record.
  /// - Returns: The training.
  /// - Throws: `UnlearningError` where it does not suit the classes.
  func training(of records: Records, labels: [Int32]) throws -> any ModelTraining {
    switch self {
    case .network(let network): return try network.training(of: records, labels: labels)
    case .ridgeLogistic(let plan):
      return RidgeTraining(plan, data: try RidgeData(features: records.features, labels: labels))
    case .sisa(let division, let network):
      return SISATraining(division, of: try network.training(of: records, labels: labels))
    }
  }

  /// Whether models read images and no columns.
  var isOfImages: Bool {
    switch self {
    case .network(.images), .sisa(_, .images): true
    case .network, .sisa, .ridgeLogistic: false
    }
  }

  /// The records with the columns that models need: images as models of columns read them, by their principal components.
  func described(_ dataset: Dataset, seed: UInt64) throws -> Dataset {
    isOfImages
      ? dataset.undescribed
      : try dataset.describedByComponents(fittedOn: dataset.count, seed: seed)
  }
}
