/// The names in a run file, shared by writer and reader; `Documentation/ResultsFile.md` explains them.
enum RunLayout {
  static let format = "rollcall run"
  static let formatVersion = 1

  /// The path of one attack's scores at one stage.
  static func scores(stage: Int, attack: String) -> String { "/stages/\(stage)/\(attack)" }

  /// The path of the numbers of one picture of one stage.
  static func figure(stage: Int, name: String) -> String { "/figures/\(stage)/\(name)" }

  /// The group of all p-values; files of earlier versions have none.
  static let pValues = "/p_values"

  /// The path of one attack's p-values at one stage.
  static func pValues(stage: Int, attack: String) -> String { "\(pValues)/\(stage)/\(attack)" }

  /// The group of all decisions on records; files of earlier versions have none.
  static let decisions = "/record_decisions"

  /// The path of one attack's decisions on records at one stage.
  static func decisions(stage: Int, attack: String) -> String { "\(decisions)/\(stage)/\(attack)" }

  /// The path of one attack's scores of the canaries at one stage.
  static func canaryScores(stage: Int, attack: String) -> String {
    "/canaries/stages/\(stage)/\(attack)"
  }

  /// The path of the thresholds, kinds x thresholds, for these scores.
  static func canaryThresholds(stage: Int, attack: String) -> String {
    "/canaries/thresholds/\(stage)/\(attack)"
  }
}

/// A failure of reading a run file, in one line that says what to do.
package struct ResultsError: Error, Equatable, CustomStringConvertible {
  /// What failed, in which file, and what to do.
  package let description: String
}
