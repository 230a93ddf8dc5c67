package import Auditing
package import Settings

/// The stage that publishes what it was given: every number after it equals that before it.
package struct Identity: Stage {
  package static let declaration = Declaration(
    "identity", version: 1, "publishes what it was given; the control of all other stages")

  package init(_ settings: inout Settings) throws {}

  package func apply(to artifact: Artifact, in context: StageContext) throws -> Artifact {
    artifact
  }
}
