import Learning
import Models
import Settings
import Tables
import Tensors
import Unlearning

/// How the models are trained that are to forget.
enum ForgettingTraining: Equatable, Sendable {
  /// The names in settings.
  enum Kind: String, CaseIterable { case network, ridgeLogistic = "ridge-logistic", sisa }

  /// Logistic regression or a multilayer perceptron by steps.
  case network(TrainingPlan)
  /// Ridge logistic regression to its minimum.
  case ridgeLogistic(RidgeTraining.Plan)
  /// Shards of networks.
  case sisa(SISAPlan, TrainingPlan)

  /// Reads the training from its section.
  init(_ settings: inout Settings) throws {
    let kind = try settings.choice(
      "model", default: Kind.network,
      "what is trained: a network, ridge-logistic for newton and certified-removal, or sisa")
    switch kind {
    case .network: self = .network(try Self.plan(&settings))
    case .ridgeLogistic: self = .ridgeLogistic(try RidgeTraining.Plan(&settings))
    case .sisa: self = .sisa(try SISAPlan(&settings), try Self.plan(&settings))
    }
  }

  /// Reads a plan that training can stop in and go on with.
  static func plan(_ settings: inout Settings) throws -> TrainingPlan {
    let plan = try TrainingPlan(&settings)
    guard plan.privacy == nil else {
      throw settings.error(
        "privacy", "training with noise and unlearning are two claims; take 'privacy' out")
    }
    return plan
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
    case .network(let plan): return Self.networks(plan, records, labels)
    case .ridgeLogistic(let plan):
      return RidgeTraining(plan, data: try RidgeData(features: records.features, labels: labels))
    case .sisa(let division, let plan):
      return SISATraining(division, of: Self.networks(plan, records, labels))
    }
  }

  private static func networks(
    _ plan: TrainingPlan, _ records: Records, _ labels: [Int32]
  ) -> NetworkTraining {
    NetworkTraining(
      plan,
      examples: Examples(
        features: records.features, labels: labels, classCount: records.classCount),
      scaling: { FeatureScaling(fittedOn: $0, of: records) })
  }
}
