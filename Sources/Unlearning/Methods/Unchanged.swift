package import Auditing
package import Settings

/// The control that forgets nothing: every number after it equals that before it.
package struct Unchanged: Unlearner {
  package static let declaration = Declaration(
    "unchanged", version: 1, "forgets nothing and gives the model back; the control of all methods")

  package init(_ settings: inout Settings) throws {}

  package func forget(_ request: UnlearningRequest) async throws -> UnlearnedModel {
    UnlearnedModel(request.model, recordPasses: 0, recordsRead: 0)
  }
}
