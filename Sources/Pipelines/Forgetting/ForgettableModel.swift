import Auditing
import ImageLearning
import Learning
import Models
import Statistics
package import Tables
package import Tensors
import Unlearning

/// A trained model beside its training and the members that it holds, which can be made to forget.
package struct ForgettableModel: TargetModel {
  let model: any RowClassifier
  let training: any ModelTraining
  /// The members that the model holds, ascending.
  let members: [Int]
  /// How it was trained, to be trained so on further records.
  let kind: ForgettingTraining
  /// How many released or generated records it has taken in.
  let replenished: Int
  /// The generator that takes part in all steps, where one is kept.
  var generator: ForgettingGenerator.Learned?
  /// The records that generators made for it so far, in the order of the rows after those of the experiment.
  var generated: Dataset?
  private let columns: [Records.Column]

  init(
    _ model: any RowClassifier, _ training: any ModelTraining, kind: ForgettingTraining,
    members: [Int], replenished: Int = 0, columns: [Records.Column]
  ) {
    (self.model, self.training, self.kind) = (model, training, kind)
    (self.members, self.columns) = (members.sorted(), columns)
    self.replenished = replenished
  }

  /// Takes what a stage published; nil where that is no model that can forget.
  init?(_ model: (any TargetModel)?, in context: StageContext) throws {
    if let model = model as? ForgettableModel {
      self = model
      return
    }
    let records = context.records
    if let model = model as? ImageClassifier, let history = model.history {
      try self.init(model, history, of: records)
      return
    }
    guard let model = model as? TabularClassifier else { return nil }
    guard model.plan.privacy == nil else {
      throw PipelinesError(
        "'unlearn' goes on training without noise, which ends the claim of 'privacy'; take one of the two out"
      )
    }
    let kind = ForgettingTraining.network(.table(model.plan))
    self.init(
      NetworkClassifier(model.network, features: records.features, scaling: model.scaling),
      try kind.training(of: records, labels: records.dataset.label.codes), kind: kind,
      members: model.members, columns: records.columns)
  }

  /// Takes an image network of 'train-images'.
  private init(
    _ model: ImageClassifier, _ history: ImageTrainingHistory, of records: Records
  ) throws {
    let kind = ForgettingTraining.network(
      .images(ImageNetworkPlan(history, of: model.imageShape)))
    self.init(
      ImageNetworkClassifier(model, examples: try ImageExamples(records, shape: model.imageShape)),
      try kind.training(of: records, labels: records.dataset.label.codes), kind: kind,
      members: history.members, columns: records.columns)
  }

  /// The same with another model of fewer members.
  func replacing(
    _ model: any RowClassifier, members: [Int], learned count: Int = 0
  ) -> ForgettableModel {
    var other = ForgettableModel(
      model, training, kind: kind, members: members, replenished: replenished + count,
      columns: columns)
    (other.generator, other.generated) = (generator, generated)
    return other
  }

  /// The same model as one of a dataset with further records after those that it was trained on.
  func extended(to records: Records) throws -> ForgettableModel {
    guard kind.isOfImages || records.columns == columns else {
      throw PipelinesError(
        "the new records have other columns than the model was trained on; for images train a 'network' on them"
      )
    }
    var other = ForgettableModel(
      try model.reading(records),
      try kind.training(of: records, labels: records.dataset.label.codes), kind: kind,
      members: members, replenished: replenished, columns: columns)
    (other.generator, other.generated) = (generator, generated)
    return other
  }

  /// The model after it has forgotten records, and has learned others in their place.
  ///
  /// Where the method is training from scratch or deletion from shards, it trains once, on what stays and what is new.
  ///
  /// - Parameters:
  ///   - forgotten: The members to forget.
  ///   - new: Records to learn, of the dataset that the model was extended to; none for none.
  ///   - method: The method of unlearning.
  ///   - epochs: The passes of a network over all its records when it learns new ones.
  ///   - stream: The seed and the label of everything random.
  /// - Returns: The model, and how often a record was read.
  /// - Throws: What the method or training throws; the model before it is unchanged.
  func forgetting(
    _ forgotten: [Int], learning new: [Int], by method: any Unlearner, epochs: Int,
    stream: (seed: UInt64, label: String, labels: [Int32])
  ) async throws -> (model: ForgettableModel, recordPasses: Int) {
    let request = try UnlearningRequest(
      forgetting: forgotten, of: members, by: (model, training), labels: stream.labels,
      stream: (stream.seed, stream.label))
    let rows = (request.retained + new).sorted()
    if !new.isEmpty, type(of: method).name == ShardDeletion.name,
      let shards = model as? SISAModel, let training = training as? SISATraining
    {
      // What shards become depends on the records alone, so that one training does for both.
      let (after, cost) = try await training.train(
        onRows: rows, seed: shards.seed, from: shards.checkpoints)
      return (replacing(after, members: rows, learned: new.count), cost.recordPasses)
    }
    let passes = (training as? any IncrementalTraining)?.epochs ?? 1
    if !new.isEmpty, type(of: method).name == Retraining.name {
      var generator = SeededGenerator(seed: stream.seed, label: "\(stream.label)/retraining")
      let trained = try await training.trained(onRows: rows, using: &generator)
      return (
        replacing(trained, members: rows, learned: new.count), passes * rows.count
      )
    }
    let result = try await method.unlearn(request)
    let left = replacing(result.model, members: request.retained)
    guard !new.isEmpty else { return (left, result.recordPasses) }
    var generator = SeededGenerator(seed: stream.seed, label: "\(stream.label)/replenishing")
    let (learned, further) = try await left.learning(new, epochs: epochs, using: &generator)
    return (learned, result.recordPasses + further)
  }

  /// The model after it has learned further records beside those that it holds.
  ///
  /// - Parameters:
  ///   - rows: The further records, of the dataset that the model was extended to.
  ///   - epochs: The passes of a network over all its records; shards and ridge regression learn as at first.
  ///   - generator: Draws the order of the records.
  /// - Returns: The model with the records among its members, and how often a record was read.
  /// - Throws: What training throws.
  func learning(
    _ rows: [Int], epochs: Int, using generator: inout SeededGenerator
  ) async throws -> (model: ForgettableModel, recordPasses: Int) {
    let all = (members + rows).sorted()
    let learned: any RowClassifier
    var passes = all.count
    if let model = model as? SISAModel, let training = training as? SISATraining {
      let (after, cost) = try await training.train(
        onRows: all, seed: model.seed, from: model.checkpoints)
      (learned, passes) = (after, cost.recordPasses)
    } else if let model = model as? any DifferentiableClassifier,
      let training = training as? any IncrementalTraining
    {
      learned = try await training.continued(model, onRows: all, epochs: epochs, using: &generator)
      passes = epochs * all.count
    } else {
      learned = try await training.trained(onRows: all, using: &generator)
    }
    return (replacing(learned, members: all, learned: rows.count), passes)
  }

  package var classCount: Int { model.classCount }

  package func logits(ofRows rows: [Int], of records: Records) throws -> Tensor<Float> {
    guard records.columns == columns else {
      throw AuditingError("the records' columns are not those that the model was trained on")
    }
    return try model.reading(records).logits(ofRows: rows)
  }
}
