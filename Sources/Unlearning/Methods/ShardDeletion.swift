package import Auditing
package import Settings

/// Exact deletion from a SISA model: shards are trained anew from their first touched slice on.
package struct ShardDeletion: Unlearner {
  package static let declaration = Declaration(
    "sisa", version: 1,
    "trains the touched shards anew from the checkpoint before the first touched slice; exact")

  package init(_ settings: inout Settings) throws {}

  package func forget(_ request: UnlearningRequest) async throws -> UnlearnedModel {
    guard let model = request.model as? SISAModel,
      let training = request.training as? SISATraining
    else {
      throw UnlearningError("'\(Self.name)' is for models of shards; train with 'sisa'")
    }
    guard model.members == (request.retained + request.forgotten).sorted() else {
      throw UnlearningError(
        "'\(Self.name)': the shards hold \(model.members.count) other records than the members; give those that it was trained on"
      )
    }
    let (after, cost) = try await training.train(
      onRows: request.retained, seed: model.seed, from: model.checkpoints)
    return UnlearnedModel(
      after, recordPasses: cost.recordPasses, recordsRead: cost.records,
      certificate: RemovalCertificate(epsilon: 0, delta: 0, isNoiseSecret: true))
  }
}
