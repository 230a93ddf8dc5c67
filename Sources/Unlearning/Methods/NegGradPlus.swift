package import Auditing
package import Settings

/// Gradient ascent on the forgotten records held back by descent on the others.
///
/// Minimises a CE(retained) - (1 - a) CE(forgotten) (Kurmanji et al. 2023), a batch of each in every step; the forgotten records'
/// batches begin anew where they end first.
package struct NegGradPlus: Unlearner {
  package static let declaration = Declaration(
    "neg-grad-plus", version: 1,
    "lowers the loss of the records that stay while it raises that of the forgotten ones")

  private let plan: DescentPlan
  private let share: Float

  package init(_ settings: inout Settings) throws {
    plan = try DescentPlan(&settings, epochs: 10, rate: 0.02)
    share = Float(
      try settings.number(
        "share", default: 0.9, in: 0...1, "weight a of the records that stay; 1 - a is ascent"))
  }

  package func forget(_ request: UnlearningRequest) async throws -> UnlearnedModel {
    var descent = Descent(
      try request.differentiable(for: Self.name), plan, method: Self.name)
    var generator = request.generator(Self.name)
    for _ in 0..<plan.epochs {
      let against = descent.batches(of: request.forgotten, using: &generator)
      let batches = descent.batches(of: request.retained, using: &generator)
      for (place, batch) in batches.enumerated() {
        let opposed = against[place % against.count]
        try await descent.step(records: batch.count + opposed.count) { model in
          let down = try await model.crossEntropyGradient(ofRows: batch, labels: request.labels)
          let up = try await model.crossEntropyGradient(ofRows: opposed, labels: request.labels)
          return zip(down, up).map { share * $0 - (1 - share) * $1 }
        }
      }
    }
    return UnlearnedModel(
      descent.model, recordPasses: descent.recordPasses,
      recordsRead: request.retained.count + request.forgotten.count)
  }
}
