package import Auditing
import ImageLearning
package import Settings
import Tables

/// The stage that trains a convolutional network on the members, whose columns are the points of images, and publishes it; after a release,
/// on the released images instead.
package struct TrainImages: Stage, CheckpointDesigning {
  package static let declaration = Declaration(
    "train-images", version: 2,
    "trains a convolutional network on the members, or after a release on its records: images, or columns of their points"
  )

  private let plan: ImageNetworkPlan

  package init(_ settings: inout Settings) throws { plan = try ImageNetworkPlan(&settings) }

  /// The network; of columns of points it would have to be known how they were encoded, too.
  func design(for source: any RecordSource) -> String? {
    source is ImageSource ? plan.model.design + "\n" : nil
  }

  package func apply(
    to artifact: Artifact, in surroundings: StageContext
  ) async throws -> Artifact {
    let context = try surroundings.learning(from: artifact)
    let members = context.membership.records(.member)
    guard !members.isEmpty else {
      throw PipelinesError("'train-images' has no members to train on; raise 'members' in 'split'")
    }
    let examples = try plan.examples(of: context.records, for: Self.name)
    let scaling = ImageScaling(fittedOn: members, of: examples)
    var generator = context.generator("training")
    let trainer = ImageTrainer(
      plan.training, plan.model.shape(images: examples.shape, classes: examples.classCount),
      examples: (examples, scaling), rows: members, seed: generator.next())
    let state = try await trainer.train(from: context.notebook?.load()) { state, loss in
      try context.notebook?.store(trainer.checkpoint(state))
      context.progress("epoch \(state.epoch) of \(plan.training.epochs)")
    }
    var classifier = ImageClassifier(network: state.averaged, scaling: scaling)
    classifier.history = ImageTrainingHistory(
      model: plan.model, plan: plan.training, members: members)
    return artifact.publishing(Artifact.Part("model", .model(classifier)))
  }
}
