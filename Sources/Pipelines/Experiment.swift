package import Auditing
import Foundation
import Settings
package import Tables

/// Everything that an audit is asked to do, read from an experiment file and its suite.
package struct Experiment: Sendable {
  /// A settings file with its text.
  package struct File: Sendable {
    /// The file's name without its folder.
    package let name: String
    /// The file's text.
    package let text: String

    /// Takes a text that is in no file.
    package init(name: String, text: String) {
      (self.name, self.text) = (name, text)
    }

    /// Reads a file.
    ///
    /// - Parameter path: The file.
    /// - Throws: `PipelinesError` where it cannot be read as UTF-8 text.
    package init(path: String) throws {
      name = URL(filePath: path).lastPathComponent
      guard FileManager.default.fileExists(atPath: path) else {
        throw PipelinesError("\(path): no such file")
      }
      do {
        text = try String(contentsOf: URL(filePath: path), encoding: .utf8)
      } catch {
        throw PipelinesError("\(path): not readable as UTF-8 text")
      }
    }
  }

  /// How many shadows are trained, and how many of them calibrate thresholds.
  package struct Shadows: Equatable, Sendable {
    /// The number of shadows.
    package let count: Int
    /// Which records each learns from.
    package let subsets: ShadowSubsets
    /// The most shadows that are attacked in turn to fit a threshold.
    package let calibration: Int
  }

  /// The experiment file.
  package let file: File
  /// The suite file.
  package let suiteFile: File
  /// The experiment's name.
  package let name: String
  /// The seed that everything random but noise for privacy is derived from.
  package let seed: Int
  /// Where the records come from.
  package let source: any RecordSource
  /// How numeric features are encoded.
  package let numericEncoding: NumericEncoding
  /// The folder of the experiment file, from which other files are named.
  package let folder: String
  /// How the records are divided.
  package let split: Split
  /// The number of targets, each on its own division into members and non-members.
  package let targetCount: Int
  /// The shadows.
  package let shadows: Shadows
  /// The records put in to be found; nil for none.
  package let canaries: CanarySettings?
  /// The versions of each record that models are asked about.
  package let queries: Queries
  /// Whether models' weights go to the cache beside what was observed.
  package let keepsWeights: Bool
  /// By what groups are compared.
  package let fairness: FairnessDeclaration
  /// What is guessed from releases.
  let disclosure: DisclosureSettings
  /// The stages with their names.
  package let stages: [any Stage]
  /// The attacks and metrics.
  package let suite: Suite
  /// How long the run may take; nil for as long as it does.
  package let budget: TimeBudget?

  /// Reads an experiment and the suite that it names.
  ///
  /// - Parameter path: The experiment file.
  /// - Throws: `SettingsError` naming file and line; `PipelinesError` where a file cannot be read.
  package init(path: String) throws {
    file = try File(path: path)
    folder = URL(filePath: path).deletingLastPathComponent().path
    var settings = try Settings(yaml: file.text, file: file.name)
    name = try settings.text("name", "the experiment's name, for the report's title")
    seed = try settings.integer("seed", default: 1, in: 0...Int.max, "seed of everything random")
    var data = try settings.section("data", "where the records come from")
    source = try recordSource(&data)
    numericEncoding = try NumericEncoding(&data)
    try data.finish()
    split = try Split(&settings)
    targetCount = try settings.integer(
      "targets", default: 1, in: 1...10_000,
      "targets, each trained on its own division into members and non-members")
    shadows = try Self.shadows(&settings)
    canaries = try CanarySettings(&settings, seed: seed)
    queries = try Queries(&settings)
    keepsWeights = try settings.boolean(
      "keepWeights", default: false,
      "whether models' weights go to the cache too, and those of targets that stage 'train' trained to files"
    )
    fairness = try FairnessDeclaration(&settings)
    budget = try TimeBudget(&settings)
    disclosure = try DisclosureSettings(&settings, label: nil)
    stages = try Self.stages(&settings)
    suiteFile = try Self.suiteFile(&settings, folder: folder)
    var suiteSettings = try Settings(yaml: suiteFile.text, file: suiteFile.name)
    suite = try Suite(&suiteSettings)
    try suiteSettings.finish()
    if let needing = suite.firstNeedingReferences, shadows.count < 4 {
      throw settings.error(
        "shadows", "'\(needing.label)' needs reference models; set 'models' to 4 or more")
    }
    if shadows.subsets.areOfPopulation, let needing = suite.firstNeedingMembers {
      throw settings.error(
        "shadows",
        "'\(needing.label)' compares with reference models that saw the attacked records, which those of "
          + "'subsets: population' never do; set 'subsets' to halves or bernoulli, "
          + (needing.canLearnOnPopulation ? "'learnOn' of the attack to population, " : "")
          + "or take the attack out of the suite")
    }
    let labels = suite.entries.map(\.label)
    for label in canaries?.epsilon.attacks ?? [] where !labels.contains(label) {
      throw settings.error("canaries", unknownName("attack", label, among: labels))
    }
    try settings.finish()
  }

  private static func suiteFile(_ settings: inout Settings, folder: String) throws -> File {
    let name = try settings.text("suite", "the suite file, relative to the experiment")
    let path = name.hasPrefix("/") ? name : URL(filePath: folder).appending(path: name).path
    guard FileManager.default.fileExists(atPath: path) else {
      throw settings.error("suite", "no suite file '\(name)' beside the experiment")
    }
    return try File(path: path)
  }

  private static func shadows(_ settings: inout Settings) throws -> Shadows {
    var own = try settings.section("shadows", "the reference models")
    let count = try own.integer(
      "models", default: 64, in: 0...100_000, "shadow models; an even number for halves")
    let calibration = try own.integer(
      "calibration", default: 16, in: 1...100_000, "shadows attacked in turn to fit thresholds")
    let subsets = try ShadowSubsets(&own)
    guard subsets != .halves || count.isMultiple(of: 2) else {
      throw own.error("models", "'models' must be even, so that each record is in half of them")
    }
    try own.finish()
    return Shadows(count: count, subsets: subsets, calibration: calibration)
  }

  private static func stages(_ settings: inout Settings) throws -> [any Stage] {
    var result: [any Stage] = []
    for entry in try settings.entries("stages", "the pipeline, in order", required: true) {
      guard let type = Pipelines.stages.first(where: { $0.name == entry.name }) else {
        throw entry.error(
          unknownName("stage", entry.name, among: Pipelines.stages.map { $0.name }))
      }
      var own = entry.settings()
      result.append(try type.init(&own))
      try own.finish()
    }
    return result
  }
}
