import Auditing
import Foundation
package import Models
package import Settings
package import Tables

/// An audit of one trained model that somebody brought, read from a settings file.
package struct ModelExperiment: Sendable {
  /// Who was in the model's training set, as the settings say it.
  enum Members: Equatable, Sendable {
    /// An array of truth values or record numbers.
    case array(String)
    /// The records of the first so many files of the data.
    case files(Int)
  }

  /// Reference models' class scores, and which records each of them saw.
  struct References: Equatable, Sendable {
    let scores: String
    let keep: String
  }

  /// What is known of who was in the training set.
  package struct Knowledge: Sendable {
    /// Nil where it is not known, so that the model can be asked and not audited.
    let members: Members?
    let population: String?
    let references: References?
    let assignment: GivenAssignment

    /// Reads what is known.
    ///
    /// - Parameter own: The target's mapping.
    /// - Throws: `SettingsError` naming the line of a value that is not allowed.
    package init(_ own: inout Settings) throws {
      members = try ModelExperiment.members(&own)
      population = try own.optionalText(
        "population",
        "records that no model saw, to compare with and not to attack: an array of truth values or of record numbers"
      )
      references = try ModelExperiment.references(&own)
      assignment = try own.choice(
        "assignment", default: GivenAssignment.given, "how records became members")
    }
  }

  /// Name, seed, text and folder.
  let head: ExperimentHead
  /// Where the records come from.
  package let source: any RecordSource
  let numericEncoding: NumericEncoding
  /// The model.
  package let target: ModelTarget
  let knowledge: Knowledge
  /// The versions of each record that the model is asked about.
  let queries: Queries
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
    var data = try settings.section("data", "where the records come from")
    source = try recordSource(&data)
    numericEncoding = try NumericEncoding(&data)
    try data.finish()
    var own = try settings.section("target", "the model to audit")
    target = try ModelTarget(&own)
    knowledge = try Knowledge(&own)
    try own.finish()
    var shadows = try settings.section("shadows", "the reference models")
    calibration = try shadows.integer(
      "calibration", default: 16, in: 1...100_000, "models attacked in turn to fit thresholds")
    try shadows.finish()
    queries = try Queries(&settings)
    guard queries.count == 1 || knowledge.references == nil else {
      throw settings.error(
        "queries",
        "reference models in 'references' were asked once about each record; leave out either")
    }
    fairness = try FairnessDeclaration(&settings)
    suiteFile = try head.suiteFile(&settings)
    try settings.finish()
  }

  private static func members(_ own: inout Settings) throws -> Members? {
    let array = try own.optionalText(
      "membership",
      "which records the model was trained on: an array of truth values or of record numbers")
    let files = try own.integer(
      "memberFiles", default: 0, in: 0...1000,
      "in place of 'membership': how many of the data's files, from the first, hold its training records"
    )
    switch (array, files) {
    case (nil, 0): return nil
    case (let array?, 0): return .array(array)
    case (nil, let files): return .files(files)
    default: throw own.error("memberFiles", "give 'membership' or 'memberFiles', and not both")
    }
  }

  private static func references(_ own: inout Settings) throws -> References? {
    let scores = try own.optionalText(
      "references",
      "reference models' class scores before the softmax: models x records x classes, as 'rollcall collect' writes them"
    )
    let keep = try own.optionalText(
      "keep", "with 'references': models x records, which records each of them saw")
    guard let scores else {
      guard keep == nil else {
        throw own.error("keep", "'keep' says what 'references' saw; give these too")
      }
      return nil
    }
    guard let keep else {
      throw own.error("references", "'references' need 'keep': which records each of them saw")
    }
    return References(scores: scores, keep: keep)
  }

  /// Whether a settings file is of this kind.
  ///
  /// - Parameter file: A settings file.
  /// - Returns: True where its target has the format of a model.
  /// - Throws: `SettingsError` where it is no YAML mapping, or the format is unknown.
  package static func describes(_ file: Experiment.File) throws -> Bool {
    var settings = try Settings(yaml: file.text, file: file.name)
    guard settings.holds("target") else { return false }
    var own = try settings.section("target", "the model to audit")
    let name = try own.text("format", default: ScoreExperiment.format, "what is given")
    if modelFormats.contains(where: { $0.name == name }) { return true }
    guard name == ScoreExperiment.format else {
      let known = [ScoreExperiment.format] + modelFormats.map { $0.name }
      throw own.error("format", unknownName("format", name, among: known))
    }
    return false
  }

  /// Reads and encodes the records.
  func records() throws -> Records {
    let dataset = try source.read(relativeTo: head.folder, name: head.name)
    return try Records(dataset, numbers: numericEncoding)
  }

  /// Which rows are members.
  ///
  /// - Parameter dataset: The records.
  /// - Returns: One truth value for each record; nil where the settings do not say.
  /// - Throws: An error in one line where an array or a number of files does not fit.
  func isMember(_ dataset: Dataset) throws -> [Bool]? {
    var isMember = Array(repeating: false, count: dataset.count)
    switch knowledge.members {
    case nil: return nil
    case .array(let text):
      for row in try GivenArrays(folder: head.folder).rows(text, count: dataset.count) {
        isMember[row] = true
      }
    case .files(let count):
      guard count < dataset.sources.count else {
        throw PipelinesError(
          "'memberFiles' is \(count) of \(dataset.sources.count) file(s) of the data; leave one or more for "
            + "non-members")
      }
      let members = dataset.sources.prefix(count).reduce(0) { $0 + $1.recordCount }
      for row in 0..<min(members, dataset.count) { isMember[row] = true }
    }
    return isMember
  }

  /// Which rows are attacked, and which are the population's.
  func rows(_ dataset: Dataset, _ isMember: [Bool]) throws -> GivenRows {
    let named = try knowledge.population.map {
      try GivenArrays(folder: head.folder).named($0, count: dataset.count)
    }
    let rows = GivenRows(ownCount: dataset.count, named: named ?? [])
    try rows.checkUnseen(by: [("the target", isMember)])
    return rows
  }
}
