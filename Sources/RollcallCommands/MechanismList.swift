import Pipelines
package import Privacy
import Settings

/// A neighbouring relation as the command line and files of mechanisms name it.
package enum RelationName: String, CaseIterable, Sendable {
  case addRemove = "add-remove"
  case replace

  /// The relation.
  package var relation: NeighbouringRelation {
    switch self {
    case .addRemove: .addOrRemoveOne
    case .replace: .replaceOne
    }
  }
}

/// Mechanisms on the same data, each chosen with the outcomes of those before in view.
package struct MechanismList: Hashable, Sendable {
  /// The mechanisms with their uses, in order.
  package let uses: [MechanismUse]
  /// The neighbours for whom all sensitivities hold.
  package let relation: NeighbouringRelation

  /// Lists mechanisms.
  package init(uses: [MechanismUse], relation: NeighbouringRelation) {
    (self.uses, self.relation) = (uses, relation)
  }

  /// Reads a file of mechanisms.
  ///
  /// - Parameter path: The file.
  /// - Throws: `SettingsError` at the first mistake in it, `PipelinesError` where it cannot be read.
  package init(path: String) throws {
    let file = try Experiment.File(path: path)
    try self.init(yaml: file.text, file: file.name)
  }

  /// Reads a list of mechanisms from the text of a file.
  ///
  /// - Parameters:
  ///   - yaml: The keys `mechanisms` and, where it is not `add-remove`, `relation`.
  ///   - file: The name of the text in messages.
  /// - Throws: `SettingsError` at the first mistake.
  package init(yaml: String, file: String) throws {
    var settings = try Settings(yaml: yaml, file: file)
    let name: RelationName = try settings.choice(
      "relation", default: .addRemove, "the neighbours for whom all sensitivities hold")
    let entries = try settings.entries(
      "mechanisms", "what is learnt from the data", required: true)
    try settings.finish()
    self.init(uses: try entries.map { try MechanismUse($0) }, relation: name.relation)
    for (use, entry) in zip(uses, entries) {
      do {
        _ = try PrivacyEvent(use.mechanism, under: relation)
      } catch {
        throw entry.error(error.description)
      }
    }
  }

  /// What accountants fold.
  ///
  /// - Returns: All uses composed.
  /// - Throws: `PrivacyError` where records are sampled and neighbours replace one.
  package func events() throws(PrivacyError) -> ComposedEvents {
    var events = ComposedEvents(under: relation)
    for use in uses {
      try events.compose(PrivacyEvent(use.mechanism, under: relation), count: use.count)
    }
    return events
  }
}
