package import Auditing
package import Settings

/// Training from scratch on the records that stay: exact, and what every other method is judged by.
package struct Retraining: Unlearner {
  package static let declaration = Declaration(
    "retrain", version: 1, "trains from scratch on the records that stay; exact, the oracle")

  package init(_ settings: inout Settings) throws {}

  package func forget(_ request: UnlearningRequest) async throws -> UnlearnedModel {
    var generator = request.generator("retraining")
    let model = try await request.training.trained(onRows: request.retained, using: &generator)
    let epochs = (request.training as? any IncrementalTraining)?.epochs ?? 1
    return UnlearnedModel(
      model, recordPasses: epochs * request.retained.count, recordsRead: request.retained.count,
      certificate: RemovalCertificate(epsilon: 0, delta: 0, isNoiseSecret: true))
  }
}
