import Auditing
import Foundation
import Settings
import Tables

/// An audit of scores, losses or class scores that somebody else computed, read from a settings file.
package struct ScoreExperiment: Sendable {
  /// What the numbers are.
  package enum Kind: String, CaseIterable, Sendable {
    /// Class scores before the softmax.
    case logits
    /// Class probabilities.
    case probabilities
    /// Cross-entropies of the label.
    case loss
    /// Log odds of the label's probability.
    case scaledConfidence = "scaled-confidence"
    /// Probabilities of the label.
    case labelProbability = "label-probability"
    /// Any number that tells members from others.
    case score

    /// Whether the last axis of the values is over classes.
    var isPerClass: Bool { self == .logits || self == .probabilities }
  }

  /// Name, seed, text and folder.
  let head: ExperimentHead
  /// The CSV file whose columns the other names are; nil where they are arrays.
  let table: String?
  /// The folder that holds a folder for each model; nil where numbers are in arrays or a table.
  let directory: String?
  /// One array, or the columns of a table: one, or one for each class.
  let values: [String]
  let kind: Kind
  let higherIsMember: Bool
  let membership: String?
  let references: String?
  let keep: String?
  let labels: String?
  let population: PopulationNames
  let groups: [(name: String, array: String)]
  let targetCount: Int
  let assignment: GivenAssignment
  let calibration: Int
  let fairness: FairnessDeclaration
  let suiteFile: Experiment.File?

  /// Reads the settings.
  ///
  /// - Parameters:
  ///   - file: The settings file.
  ///   - folder: The folder that relative file names start from.
  /// - Throws: `SettingsError` naming file and line.
  package init(_ file: Experiment.File, folder: String) throws {
    var settings = try Settings(yaml: file.text, file: file.name)
    head = try ExperimentHead(file, folder: folder, &settings)
    var own = try settings.section("target", "the numbers to audit")
    _ = try own.choice("format", default: Format.scores, "what is given")
    table = try own.optionalText(
      "table", "a CSV file with a header; the names below are then columns of it")
    directory = try own.optionalText(
      "directory",
      "a folder of model folders with 'keep.npy' each, where 'values' is the folder in them that holds the numbers; or of Privacy Meter's 'models' and 'signals', where it is the file of signals"
    )
    values = try own.textOrTexts(
      "values", count: 1...100_000,
      "the array 'file' or 'file:name': records, records x queries, either with classes last; or all that with models first, given 'keep'"
    )
    kind = try own.choice("kind", default: Kind.score, "what the numbers are")
    higherIsMember = try own.boolean(
      "higherIsMember", default: true, "for kind score: whether members have the higher numbers")
    membership = try own.optionalText(
      "membership", "the array of truth values: which records are members")
    references = try own.optionalText(
      "references", "the array of reference models' numbers, models first")
    keep = try own.optionalText(
      "keep", "the array models x records of truth values: which records each model saw")
    labels = try own.optionalText("labels", "the array of each record's class")
    population = try PopulationNames(&own)
    groups = try own.textMap("groups", "sensitive groups: name: array of codes").map {
      (name: $0.0, array: $0.1)
    }
    targetCount = try own.integer(
      "targets", default: 1, in: 1...10_000,
      "with models first and no 'references': how many of the first models are audited, by the others"
    )
    assignment = try own.choice(
      "assignment", default: GivenAssignment.given, "how records became members")
    try own.finish()
    var shadows = try settings.section("shadows", "the reference models")
    calibration = try shadows.integer(
      "calibration", default: 16, in: 1...100_000, "models attacked in turn to fit thresholds")
    try shadows.finish()
    fairness = try FairnessDeclaration(&settings)
    suiteFile = try head.suiteFile(&settings)
    if directory == nil {
      try Self.check(settings, membership: membership, keep: keep, references: references)
    } else if table != nil || membership != nil || keep != nil || references != nil {
      throw settings.error(
        "target",
        "a 'directory' says itself who saw what; leave 'table', 'membership', 'keep' and 'references' out"
      )
    }
    if table != nil, keep != nil || references != nil || targetCount > 1 {
      throw settings.error("target", "a table holds one target; give reference models as arrays")
    }
    guard table != nil || values.count == 1 else {
      throw settings.error("target", "'values' are one array, or columns of a 'table'")
    }
    if let problem = population.problem(
      isTable: table != nil, hasReferences: references != nil, hasLabels: labels != nil)
    {
      throw settings.error("target", problem)
    }
    guard !kind.isPerClass || labels != nil else {
      throw settings.error(
        "target", "kind \(kind.rawValue) needs 'labels', the class of each record")
    }
    try settings.finish()
  }

  private enum Format: String, CaseIterable { case scores }

  /// The format of numbers that somebody else computed, beside those of models.
  static let format = Format.scores.rawValue

  private static func check(
    _ settings: borrowing Settings, membership: String?, keep: String?, references: String?
  ) throws {
    switch (membership, keep, references) {
    case (nil, nil, _):
      throw settings.error(
        "target", "'target' needs 'membership', or 'keep' where the values have models first")
    case (_, nil, .some):
      throw settings.error("target", "'references' need 'keep': which records each of them saw")
    case (nil, .some, .some):
      throw settings.error("target", "with 'references' the target's own 'membership' is needed")
    default: return
    }
  }

  /// Whether a settings file is of this kind.
  ///
  /// - Parameter file: A settings file.
  /// - Returns: True where it has the key `target`.
  /// - Throws: `SettingsError` where it is no YAML mapping.
  package static func describes(_ file: Experiment.File) throws -> Bool {
    try Settings(yaml: file.text, file: file.name).holds("target")
  }

  /// The membership that a row of truth values says.
  ///
  /// - Parameters:
  ///   - seen: Whether each record is a member.
  ///   - rows: Which records are attacked, and which no model saw.
  /// - Returns: The members, the others, and the population where there is one.
  /// - Throws: `PipelinesError` where a side is too small.
  func membership(_ seen: [Bool], rows: GivenRows) throws -> Membership {
    try rows.membership(seen, assignment: assignment.membership)
  }
}

extension GivenRows {
  /// The membership that a row of truth values says.
  ///
  /// - Parameters:
  ///   - seen: Whether each record is a member.
  ///   - assignment: How records became members.
  /// - Returns: The members, the others, and the population where there is one.
  /// - Throws: `PipelinesError` where a side is too small.
  func membership(_ seen: [Bool], assignment: Membership.Assignment) throws -> Membership {
    let sides = [true, false].map { side in audited.filter { seen[$0] == side } }
    for (name, side) in zip(["members", "non-members"], sides)
    where side.count < Split.smallestSide {
      throw PipelinesError(
        "\(side.count) \(name) of \(audited.count) records: at least \(Split.smallestSide) are needed"
      )
    }
    var parts: [Membership.Part] = [
      .init("members", role: .member, assignment: assignment, records: sides[0]),
      .init("non-members", role: .nonMember, assignment: assignment, records: sides[1]),
    ]
    if !population.isEmpty {
      parts.append(
        .init("population", role: .population, assignment: .given, records: population))
    }
    return try Membership(recordCount: count, parts: parts)
  }
}
