import Metrics
import Settings

/// What is guessed to tell what a release discloses.
struct DisclosureSettings: Equatable, Sendable {
  /// Guesses of each kind.
  let attempts: Int
  /// Whose rules the guesses follow.
  let convention: DisclosureConvention
  /// Columns of a statement that singles out by several.
  let columns: Int
  /// The columns that are inferred from all others; empty for the label and the groups' columns.
  let secrets: [String]
  /// The columns that one holder of a part of the record knows; empty for the first half of all.
  let firstHolder: [String]
  /// The columns that the other holder knows; empty for the rest.
  let secondHolder: [String]

  /// Reads the guesses from settings.
  ///
  /// - Parameters:
  ///   - settings: The experiment's mapping; takes out `disclosure`.
  ///   - label: The label's own name, by which it may be named here too.
  /// - Throws: `SettingsError` naming the line of a value that is not allowed.
  init(_ settings: inout Settings, label: String?) throws {
    func known(_ columns: [String]) -> [String] { columns.map { $0 == label ? "label" : $0 } }
    var own = try settings.section("disclosure", "what is guessed from the release")
    attempts = try own.integer(
      "attempts", default: 2000, in: 10...1_000_000, "guesses of each kind")
    convention = try own.choice(
      "convention", default: DisclosureConvention.corrected,
      "whose rules the guesses follow; 'anonymeter' gives what Anonymeter 1.1.0 does, defects included"
    )
    columns = try own.integer(
      "columns", default: 3, in: 2...100, "columns of a statement that singles out by several")
    secrets = known(
      try own.texts(
        "secrets", default: [], count: 0...1000,
        "columns that are inferred from all others; without any the label and the sensitive columns"
      ))
    firstHolder = known(
      try own.texts(
        "firstHolder", default: [], count: 0...1000,
        "for linkability: the columns that one holder knows; without any the first half of all"))
    secondHolder = known(
      try own.texts(
        "secondHolder", default: [], count: 0...1000,
        "for linkability: the columns that the other holder knows; without any all others"))
    try own.finish()
    if let both = firstHolder.first(where: secondHolder.contains) {
      throw settings.error("disclosure", "both holders know '\(both)'; leave it out on one side")
    }
  }
}
