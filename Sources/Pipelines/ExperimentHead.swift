import Auditing
import Foundation
import Settings
import Tables

/// What the settings file of every audit of given files begins with.
package struct ExperimentHead: Sendable {
  /// The settings' text and name.
  package let file: Experiment.File
  /// The folder that relative file names start from.
  package let folder: String
  /// The audit's name.
  package let name: String
  /// The seed of everything random.
  package let seed: Int

  /// Takes the name and the seed out of settings.
  ///
  /// - Parameters:
  ///   - file: The settings file.
  ///   - folder: The folder that relative file names start from.
  ///   - settings: What was read from the file.
  /// - Throws: `SettingsError` naming file and line.
  init(_ file: Experiment.File, folder: String, _ settings: inout Settings) throws {
    (self.file, self.folder) = (file, folder)
    name = try settings.text("name", "the audit's name, for the report's title")
    seed = try settings.integer("seed", default: 1, in: 0...Int.max, "seed of everything random")
  }

  /// The suite file that settings name; nil where all attacks that the files allow are run.
  func suiteFile(_ settings: inout Settings) throws -> Experiment.File? {
    try settings.optionalText(
      "suite", "the suite file; without one all attacks that the files allow are run"
    ).map { try Experiment.File(path: path(of: $0, relativeTo: folder)) }
  }
}

/// How records became members, as far as the statistics depend on it.
package enum GivenAssignment: String, CaseIterable, Sendable {
  /// Somebody's file says so; that members and others are alike is an assumption.
  case given
  /// A random split.
  case randomSplit = "random-split"
  /// An independent fair coin for each record.
  case coinFlip = "coin-flip"

  /// What the parts of a membership are told.
  var membership: Membership.Assignment {
    switch self {
    case .given: .given
    case .randomSplit: .randomSplit
    case .coinFlip: .coinFlip(probability: 0.5)
    }
  }
}
