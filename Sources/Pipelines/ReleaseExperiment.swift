import Auditing
import Foundation
import Settings
import Tables

/// An audit of a released dataset beside the records that it came from, read from a settings file.
package struct ReleaseExperiment: Sendable {
  /// The settings' text and name.
  package let file: Experiment.File
  /// The folder that relative file names start from.
  package let folder: String
  /// The audit's name.
  package let name: String
  /// The seed of everything random.
  package let seed: Int
  /// The released records' files.
  let released: [String]
  /// The files of the records that the release was made from.
  let members: [String]
  /// The files of records of the same source that the release was not made from.
  let nonMembers: [String]
  /// The files of further such records, which an attacker knows; empty where a share of the hold-out takes their place.
  let reference: [String]
  /// The share of the hold-out that an attacker knows, where no reference is given.
  let referenceShare: Double
  /// How members were told from non-members.
  let assignment: ScoreExperiment.Assignment
  /// What the columns are.
  let schema: Schema
  /// What is guessed from the release.
  let disclosure: DisclosureSettings
  /// By what groups are compared.
  let fairness: FairnessDeclaration
  let suiteFile: Experiment.File?

  /// Reads the settings.
  ///
  /// - Parameters:
  ///   - file: The settings file.
  ///   - folder: The folder that relative file names start from.
  /// - Throws: `SettingsError` naming file and line.
  package init(_ file: Experiment.File, folder: String) throws {
    self.file = file
    self.folder = folder
    var settings = try Settings(yaml: file.text, file: file.name)
    name = try settings.text("name", "the audit's name, for the report's title")
    seed = try settings.integer("seed", default: 1, in: 0...Int.max, "seed of everything random")
    var own = try settings.section("release", "the release and the records it came from")
    released = try own.texts("files", count: 1...1000, "the released records' files")
    members = try own.texts(
      "members", count: 1...1000, "files of the records that the release was made from")
    nonMembers = try own.texts(
      "nonMembers", count: 1...1000,
      "files of records of the same source that the release was not made from")
    reference = try own.texts(
      "reference", default: [], count: 0...1000,
      "files of further such records, which an attacker knows")
    referenceShare = try own.number(
      "referenceShare", default: 0.5, in: 0...0.9,
      "without 'reference': the share of the non-members, drawn at random, that an attacker knows and that is not attacked"
    )
    assignment = try own.choice(
      "assignment", default: ScoreExperiment.Assignment.given, "how records became members")
    let label = try own.optionalText("label", "the column to predict, where there is one")
    schema = try Schema(&own, label: label)
    try own.finish()
    disclosure = try DisclosureSettings(&settings)
    fairness = try FairnessDeclaration(&settings)
    suiteFile = try settings.optionalText(
      "suite", "the suite file; without one all attacks that the files allow are run"
    ).map { try Experiment.File(path: path(of: $0, relativeTo: folder)) }
    try settings.finish()
  }

  /// The columns that are inferred: those named, or the label and the columns of the groups.
  var secrets: [String] {
    guard disclosure.secrets.isEmpty else {
      return disclosure.secrets.map { $0 == schema.label ? "label" : $0 }
    }
    let sensitive = schema.groups.map(\.column).filter {
      schema.numeric.contains($0) || schema.categorical.contains($0)
    }
    return (schema.label == nil ? [] : ["label"]) + sensitive
  }

  /// Whether a settings file is of this kind.
  ///
  /// - Parameter file: A settings file.
  /// - Returns: True where it has the key `release`.
  /// - Throws: `SettingsError` where it is no YAML mapping.
  package static func describes(_ file: Experiment.File) throws -> Bool {
    try Settings(yaml: file.text, file: file.name).holds("release")
  }
}
