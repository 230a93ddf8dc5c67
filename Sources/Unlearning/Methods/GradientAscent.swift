package import Auditing
package import Settings

/// Steps that raise the loss of the forgotten records, without a look at the others.
///
/// NegGrad: minimises -CE(forgotten). Nothing holds the model back, so that rate and epochs decide everything.
package struct GradientAscent: Unlearner {
  package static let declaration = Declaration(
    "gradient-ascent", version: 1, "raises the loss of the forgotten records (NegGrad)")

  private let plan: DescentPlan

  package init(_ settings: inout Settings) throws {
    plan = try DescentPlan(&settings, epochs: 5, rate: 0.01)
  }

  package func forget(_ request: UnlearningRequest) async throws -> UnlearnedModel {
    var descent = Descent(
      try request.differentiable(for: Self.name), plan, method: Self.name)
    var generator = request.generator(Self.name)
    for _ in 0..<plan.epochs {
      for batch in descent.batches(of: request.forgotten, using: &generator) {
        try await descent.step(records: batch.count) {
          try await $0.crossEntropyGradient(ofRows: batch, labels: request.labels).map { -$0 }
        }
      }
    }
    return UnlearnedModel(
      descent.model, recordPasses: descent.recordPasses, recordsRead: request.forgotten.count)
  }
}
