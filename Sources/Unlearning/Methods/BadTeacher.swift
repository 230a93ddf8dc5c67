package import Auditing
package import Settings

/// A student that follows a random teacher on the forgotten records and the model itself on the others.
///
/// Chundawat et al. 2023: minimises KL(teacher || student) at temperature T over all records in one random order, where the
/// teacher of a forgotten record has random weights.
package struct BadTeacher: Unlearner {
  package static let declaration = Declaration(
    "bad-teacher", version: 1,
    "follows a random teacher on the forgotten records and the model itself on the others")

  private let plan: DescentPlan
  private let temperature: Float

  package init(_ settings: inout Settings) throws {
    plan = try DescentPlan(&settings, epochs: 5, rate: 0.002, rule: .adam)
    temperature = Float(
      try settings.number("temperature", default: 1, in: 0.01...100, "of the softmax"))
  }

  package func forget(_ request: UnlearningRequest) async throws -> UnlearnedModel {
    let competent = try request.differentiable(for: Self.name)
    guard let training = request.training as? any IncrementalTraining else {
      throw UnlearningError(
        "'\(Self.name)' needs a model with random weights as a teacher, which this training does not "
          + "make; train a network")
    }
    var generator = request.generator(Self.name)
    let incompetent = training.untrained(scaledBy: request.retained, using: &generator)
    let isForgotten = Set(request.forgotten)
    var descent = Descent(competent, plan, method: Self.name)
    for _ in 0..<plan.epochs {
      let all = request.retained + request.forgotten
      for batch in descent.batches(of: all, using: &generator) {
        let wanted = LogitLoss.choosing(
          try competent.logits(ofRows: batch), where: batch.map { !isForgotten.contains($0) },
          else: try incompetent.logits(ofRows: batch))
        try await descent.step(records: batch.count) { student in
          try await student.parameterGradient(ofRows: batch) {
            LogitLoss.distillation($0, teacher: wanted, temperature: temperature)
          }
        }
      }
    }
    return UnlearnedModel(
      descent.model, recordPasses: descent.recordPasses,
      recordsRead: request.retained.count + request.forgotten.count)
  }
}
