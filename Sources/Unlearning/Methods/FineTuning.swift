package import Auditing
package import Settings

/// Further training on the records that stay, in the hope that the others fade (catastrophic forgetting).
package struct FineTuning: Unlearner {
  package static let declaration = Declaration(
    "fine-tune", version: 1, "goes on training on the records that stay")

  private let plan: DescentPlan

  package init(_ settings: inout Settings) throws {
    plan = try DescentPlan(&settings, epochs: 10, rate: 0.05)
  }

  package func forget(_ request: UnlearningRequest) async throws -> UnlearnedModel {
    var descent = Descent(
      try request.differentiable(for: Self.name), plan, method: Self.name)
    var generator = request.generator(Self.name)
    for _ in 0..<plan.epochs {
      for batch in descent.batches(of: request.retained, using: &generator) {
        try await descent.step(records: batch.count) {
          try await $0.crossEntropyGradient(ofRows: batch, labels: request.labels)
        }
      }
    }
    return UnlearnedModel(
      descent.model, recordPasses: descent.recordPasses, recordsRead: request.retained.count)
  }
}
