import Attacks
package import Auditing
import Metrics
import Results
package import Settings

/// The attacks and metrics of an audit, and which of the attacks the verdict rests on.
package struct Suite: Sendable {
  /// One attack of the suite.
  package struct Entry: Sendable {
    /// The name in results, unique in the suite.
    package let label: String
    /// The attack with its settings.
    package let attack: any Attack
    /// Whether the verdict rests on it.
    package let isPrimary: Bool

    /// What the attack says about itself.
    package var declaration: AttackDeclaration { type(of: attack).declaration }
  }

  /// The attacks, in the suite's order; the records alone are always among them.
  package let entries: [Entry]
  /// The metrics.
  package let metrics: [any Metric]
  /// The attack that others are compared with; empty where there is none.
  package let baseline: String

  /// The label of the attack on the records alone.
  package var blind: Entry? { entries.first { $0.declaration.part.name == Blind.name } }

  /// The first attack that asks for reference models.
  var firstNeedingReferences: Entry? {
    entries.first { entry in
      entry.attack.requirements.contains {
        if case .references = $0 { true } else { false }
      }
    }
  }

  /// The first attack that asks for reference models which saw the attacked records, and whether it could learn elsewhere.
  var firstNeedingMembers: (label: String, canLearnOnPopulation: Bool)? {
    entries.first { $0.attack.requirements.contains(.referenceMembers) }.map { entry in
      guard var other = try? Settings(yaml: "learnOn: population", file: entry.label),
        let attack = try? type(of: entry.attack).init(&other), (try? other.finish()) != nil
      else { return (entry.label, false) }
      return (entry.label, !attack.requirements.contains(.referenceMembers))
    }
  }

  /// Reads the suite that an audit names, or one of all attacks that its files allow.
  ///
  /// - Parameters:
  ///   - file: The suite file; nil where none is named.
  ///   - text: The suite in its place.
  /// - Returns: The suite with its text.
  /// - Throws: `SettingsError` naming the line of an unknown or repeated name.
  static func read(
    _ file: Experiment.File?, otherwise text: @autoclosure () -> String
  ) throws -> (suite: Suite, file: Experiment.File) {
    let file = file ?? Experiment.File(name: "all", text: text())
    var settings = try Settings(yaml: file.text, file: file.name)
    let suite = try Suite(&settings)
    try settings.finish()
    return (suite, file)
  }

  /// Reads a suite.
  ///
  /// - Parameter settings: The suite file's mapping.
  /// - Throws: `SettingsError` naming the line of an unknown or repeated name.
  package init(_ settings: inout Settings) throws {
    let primary = try settings.texts(
      "primary", count: 1...100, "labels of the attacks that the verdict rests on")
    baseline = try settings.text(
      "baseline", default: "", "label of the attack that the primary ones are compared with")
    var listed: [(label: String, attack: any Attack)] = []
    for entry in try settings.entries("attacks", "the attacks, in order", required: true) {
      let (label, attack) = try Self.attack(entry)
      guard !listed.contains(where: { $0.label == label }) else {
        throw entry.error("'\(label)' is listed twice; give one of them another 'label'")
      }
      listed.append((label, attack))
    }
    if !listed.contains(where: { $0.attack is Blind }) {
      var defaults = try Settings(yaml: "", file: "blind")
      listed.append((Blind.name, try Blind(&defaults)))
    }
    let labels = listed.map(\.label)
    for label in primary where !labels.contains(label) {
      throw settings.error("primary", unknownName("attack", label, among: labels))
    }
    if !baseline.isEmpty && !labels.contains(baseline) {
      throw settings.error("baseline", unknownName("attack", baseline, among: labels))
    }
    entries = listed.map {
      Entry(label: $0.label, attack: $0.attack, isPrimary: primary.contains($0.label))
    }
    metrics = try Self.metrics(&settings)
  }

  /// The names of the attacks with requirements, all of which are filled.
  static func attackNames(_ isFilled: (SignalRequirement) -> Bool) -> [String] {
    attacks.filter { type in
      guard var none = try? Settings(yaml: "", file: type.name), let attack = try? type.init(&none)
      else { return false }
      return !attack.requirements.isEmpty && attack.requirements.allSatisfy(isFilled)
    }.map { $0.name }
  }

  private static func attack(_ entry: SettingsEntry) throws -> (String, any Attack) {
    guard let type = attacks.first(where: { $0.name == entry.name }) else {
      throw entry.error(unknownName("attack", entry.name, among: attacks.map { $0.name }))
    }
    var settings = entry.settings()
    let label = try settings.optionalText("label", "the name in results") ?? entry.name
    guard label.utf8.allSatisfy(isPlain), !label.isEmpty, label.first != "." else {
      throw settings.error("label", "a label is letters, digits, '-', '_' and '.'")
    }
    let attack = try type.init(&settings)
    try settings.finish()
    return (label, attack)
  }

  /// True for the bytes that are safe in file names and HDF5 paths.
  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
      UInt8(ascii: "."):
      true
    default: false
    }
  }

  private static func metrics(_ settings: inout Settings) throws -> [any Metric] {
    let entries = try settings.entries("metrics", "the metrics; all where none", required: false)
    guard !entries.isEmpty else {
      return try Metrics.metrics.map { type in
        var defaults = try Settings(yaml: "", file: type.name)
        return try type.init(&defaults)
      }
    }
    var chosen: [any Metric] = []
    for entry in entries {
      guard let type = Metrics.metrics.first(where: { $0.name == entry.name }) else {
        throw entry.error(
          unknownName("metric", entry.name, among: Metrics.metrics.map { $0.name }))
      }
      var own = entry.settings()
      chosen.append(try type.init(&own))
      try own.finish()
    }
    return chosen
  }
}
