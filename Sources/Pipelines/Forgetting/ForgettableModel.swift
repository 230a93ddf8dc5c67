import Auditing
import Learning
import Models
package import Tables
package import Tensors
import Unlearning

/// A trained model beside its training and the members that it holds, which can be made to forget.
package struct ForgettableModel: TargetModel {
  let model: any RowClassifier
  let training: any ModelTraining
  /// The members that the model holds, ascending.
  let members: [Int]
  private let columns: [Records.Column]

  init(
    _ model: any RowClassifier, _ training: any ModelTraining, members: [Int],
    columns: [Records.Column]
  ) {
    (self.model, self.training) = (model, training)
    (self.members, self.columns) = (members.sorted(), columns)
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
    self.init(
      NetworkClassifier(model.network, features: records.features, scaling: model.scaling),
      try ForgettingTraining.network(model.plan).training(
        of: records, labels: records.dataset.label.codes),
      members: model.members, columns: records.columns)
  }

  /// The same with another model of fewer members.
  func replacing(_ model: any RowClassifier, members: [Int]) -> ForgettableModel {
    ForgettableModel(model, training, members: members, columns: columns)
  }

  package var classCount: Int { model.classCount }

  package func logits(ofRows rows: [Int], of records: Records) throws -> Tensor<Float> {
    guard records.columns == columns else {
      throw AuditingError("the records' columns are not those that the model was trained on")
    }
    return try model.reading(records.features).logits(ofRows: rows)
  }
}
