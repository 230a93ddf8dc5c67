import Auditing
import Evaluation
import Foundation
import Settings
import Tables

/// An audit of a released dataset beside the records that it came from, read from a settings file.
package struct ReleaseExperiment: Sendable {
  /// Other releases made as the audited one, from known records.
  struct Bank: Sendable {
    /// The file of each release.
    let releases: [String]
    /// The array releases x records of members and non-members: which of them each release was made from.
    let inclusion: String
    /// The JSON file of the sets of columns that each release was made to keep.
    let marginals: String?
  }

  /// Name, seed, text and folder.
  let head: ExperimentHead
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
  /// Other releases made as this one; nil where there are none.
  let bank: Bank?
  /// How members were told from non-members.
  let assignment: GivenAssignment
  /// What the columns are; none where the files hold images.
  let schema: Schema
  /// What the files say of images; nil where they hold tables.
  let images: ImageDeclaration?
  /// What is guessed from the release.
  let disclosure: DisclosureSettings
  /// By what groups are compared.
  let fairness: FairnessDeclaration
  let suiteFile: Experiment.File?
  /// The learners that the release is judged by.
  let learners: [String]

  /// Reads the settings.
  ///
  /// - Parameters:
  ///   - file: The settings file.
  ///   - folder: The folder that relative file names start from.
  /// - Throws: `SettingsError` naming file and line.
  package init(_ file: Experiment.File, folder: String) throws {
    var settings = try Settings(yaml: file.text, file: file.name)
    head = try ExperimentHead(file, folder: folder, &settings)
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
    bank = try Self.bank(&own)
    if let repeated = bank?.releases.first(where: released.contains) {
      throw own.error(
        "bank", "'\(repeated)' is the audited release; a bank is made of other releases")
    }
    assignment = try own.choice(
      "assignment", default: GivenAssignment.given, "how records became members")
    images = own.holds("images") ? try ImageDeclaration(&own) : nil
    guard images == nil || bank == nil else {
      throw own.error(
        "bank",
        "attacks that learn from other releases compare columns; leave 'bank' out for images")
    }
    let label =
      images == nil
      ? try own.optionalText("label", "the column to predict, where there is one") : nil
    schema = images == nil ? try Schema(&own, label: label) : Schema(label: nil)
    let features = schema.numeric + schema.dates + schema.categorical
    guard label == nil || !features.contains("label") else {
      throw own.error(
        "label", "the column 'label' is not the label; rename it, as the label goes by that name")
    }
    try own.finish()
    disclosure = try DisclosureSettings(&settings, label: schema.label)
    fairness = try FairnessDeclaration(&settings)
    suiteFile = try head.suiteFile(&settings)
    learners = try Self.learners(&settings)
    try settings.finish()
  }

  private static func learners(_ settings: inout Settings) throws -> [String] {
    let names = try settings.texts(
      "learners", default: standardLearners, count: 1...100,
      "what learns from the release and from real records; boosted-trees needs XGBoost")
    let known = Evaluation.learners.map { $0.name }
    for name in names where !known.contains(name) {
      throw settings.error("learners", unknownName("learner", name, among: known))
    }
    return names
  }

  /// The columns that are inferred: those named, or the label and the columns of the groups.
  var secrets: [String] {
    guard disclosure.secrets.isEmpty else { return disclosure.secrets }
    let sensitive = schema.groups.map(\.column).filter {
      schema.numeric.contains($0) || schema.categorical.contains($0)
    }
    return (schema.label == nil ? [] : ["label"]) + sensitive
  }

  private static func bank(_ settings: inout Settings) throws -> Bank? {
    var own = try settings.section(
      "bank", "other releases made as this one, for attacks that learn from them")
    let releases = try own.texts(
      "releases", default: [], count: 0...100_000, "one file for each of them")
    let inclusion = try own.optionalText(
      "inclusion",
      "the array of truth values, releases x records: which members and non-members, in the order of their files, each was made from"
    )
    let marginals = try own.optionalText(
      "marginals", "a JSON file: for each release a list of the sets of columns that it keeps")
    try own.finish()
    guard let inclusion, !releases.isEmpty else {
      guard releases.isEmpty, inclusion == nil, marginals == nil else {
        throw settings.error(
          "bank", "a 'bank' needs 'releases' and 'inclusion', the records that each was made from")
      }
      return nil
    }
    return Bank(releases: releases, inclusion: inclusion, marginals: marginals)
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
