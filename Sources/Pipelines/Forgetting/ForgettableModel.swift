import Auditing
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
  /// How many released records it has taken in.
  let replenished: Int
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
    guard let model = model as? TabularClassifier else { return nil }
    let records = context.records
    guard model.plan.privacy == nil else {
      throw PipelinesError(
        "'unlearn' goes on training without noise, which ends the claim of 'privacy'; take one of the two out"
      )
    }
    let kind = ForgettingTraining.network(model.plan)
    self.init(
      NetworkClassifier(model.network, features: records.features, scaling: model.scaling),
      try kind.training(of: records, labels: records.dataset.label.codes), kind: kind,
      members: model.members, columns: records.columns)
  }

  /// The same with another model of fewer members.
  func replacing(_ model: any RowClassifier, members: [Int]) -> ForgettableModel {
    ForgettableModel(
      model, training, kind: kind, members: members, replenished: replenished, columns: columns)
  }

  /// The same model as one of a dataset with further records after those that it was trained on.
  func extended(to records: Records) throws -> ForgettableModel {
    ForgettableModel(
      model.reading(records.features),
      try kind.training(of: records, labels: records.dataset.label.codes), kind: kind,
      members: members, replenished: replenished, columns: columns)
  }

  /// The model after it has learned further records beside those that it holds.
  ///
  /// - Parameters:
  ///   - rows: The further records, of the dataset that the model was extended to.
  ///   - epochs: The passes of a network over all its records; shards and ridge regression learn as at first.
  ///   - generator: Draws the order of the records.
  /// - Returns: The model with the records among its members.
  /// - Throws: What training throws.
  func learning(
    _ rows: [Int], epochs: Int, using generator: inout SeededGenerator
  ) throws -> ForgettableModel {
    let all = (members + rows).sorted()
    let learned: any RowClassifier
    if let model = model as? SISAModel, let training = training as? SISATraining {
      learned = try training.train(onRows: all, seed: model.seed, from: model.checkpoints).model
    } else if let model = model as? any DifferentiableClassifier,
      let training = training as? any IncrementalTraining
    {
      learned = try training.continued(model, onRows: all, epochs: epochs, using: &generator)
    } else {
      learned = try training.trained(onRows: all, using: &generator)
    }
    return ForgettableModel(
      learned, training, kind: kind, members: all, replenished: replenished + rows.count,
      columns: columns)
  }

  package var classCount: Int { model.classCount }

  package func logits(ofRows rows: [Int], of records: Records) throws -> Tensor<Float> {
    guard records.columns == columns else {
      throw AuditingError("the records' columns are not those that the model was trained on")
    }
    return try model.reading(records.features).logits(ofRows: rows)
  }
}
