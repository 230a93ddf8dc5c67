package import Auditing
package import Settings

/// Further training on the records that stay under a falling penalty that makes parameters sparse.
///
/// Jia et al. 2023: CE(retained) + a_t |theta|_1 with a_t = a (1 - t/T), t the epoch of T.
package struct L1Sparse: Unlearner {
  package static let declaration = Declaration(
    "l1-sparse", version: 1,
    "goes on training on the records that stay under a falling absolute-value penalty")

  private let plan: DescentPlan
  private let penalty: Double

  package init(_ settings: inout Settings) throws {
    plan = try DescentPlan(&settings, epochs: 10, rate: 0.05)
    penalty = try settings.number(
      "penalty", default: 5e-4, in: 0...10, "coefficient a of the absolute values at the start")
  }

  package func forget(_ request: UnlearningRequest) async throws -> UnlearnedModel {
    var descent = Descent(
      try request.differentiable(for: Self.name), plan, method: Self.name)
    var generator = request.generator(Self.name)
    for epoch in 0..<plan.epochs {
      let pull = Float(penalty * (1 - Double(epoch) / Double(plan.epochs)))
      for batch in descent.batches(of: request.retained, using: &generator) {
        try await descent.step(records: batch.count) { model in
          let gradient = try await model.crossEntropyGradient(ofRows: batch, labels: request.labels)
          return zip(gradient, model.parameters).map { slope, parameter in
            parameter == 0 ? slope : slope + (parameter > 0 ? pull : -pull)
          }
        }
      }
    }
    return UnlearnedModel(
      descent.model, recordPasses: descent.recordPasses, recordsRead: request.retained.count)
  }
}
