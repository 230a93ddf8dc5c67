import Auditing
import Metrics
import Statistics

/// What guesses from a release are right about members: singling out, linkability and inference (Giomi and others 2023).
struct ReleaseDisclosure: Sendable {
  private(set) var readings: [Reading] = []

  private let tables: ReleaseTables
  private let settings: DisclosureSettings
  private let plan: FindingsPlan

  /// Guesses and measures.
  ///
  /// - Parameters:
  ///   - tables: The release beside members and hold-out.
  ///   - settings: How guesses are made.
  ///   - secrets: The columns that are inferred.
  ///   - plan: What is drawn and searched with.
  /// - Throws: An error in one line naming a column that there is not; `CancellationError`.
  init(
    _ tables: ReleaseTables, _ settings: DisclosureSettings, secrets: [String], plan: FindingsPlan
  ) async throws {
    (self.tables, self.settings, self.plan) = (tables, settings, plan)
    singlingOut()
    try await linkability()
    try await inference(secrets)
  }

  private func generator(_ purpose: String) -> SeededGenerator {
    SeededGenerator(seed: plan.seed, label: "release/\(purpose)")
  }

  /// Names the convention in readings that do not follow the corrected one.
  private var source: String {
    settings.convention == .anonymeter ? ", by Anonymeter 1.1.0's convention" : ""
  }

  private mutating func singlingOut() {
    var generator = generator("singling out")
    let attack = SinglingOut(tables, convention: settings.convention, using: &generator)
    let places =
      attack.recordCount == attack.holdOutCount
      ? "\(attack.recordCount) records of each side"
      : "\(attack.recordCount) members and \(attack.holdOutCount) hold-out records"
    let kinds: [(String, SinglingOut.Kind, String)] = [
      (
        "singling-out-univariate", .univariate,
        "statements on one column"
          + (settings.convention == .corrected ? ", columns taking turns" : "")
      ),
      (
        "singling-out-multivariate", .multivariate(columns: settings.columns),
        "statements on \(settings.columns) columns of a released record"
      ),
    ]
    for (metric, kind, convention) in kinds {
      let risk = attack.risk(kind, attempts: settings.attempts, using: &generator)
      readings.append(
        risk?.reading(
          metric,
          convention: "\(convention), looked up in \(places)\(source)")
          ?? Reading(
            metric, value: nil, count: 0, status: .notApplicable,
            convention: "\(convention): none is true of exactly one released record"))
    }
  }

  private mutating func linkability() async throws {
    let (first, second) = try holders()
    guard !first.isEmpty, !second.isEmpty else {
      readings.append(
        Reading(
          "linkability", value: nil, count: 0, status: .notApplicable,
          convention: "fewer than two columns to divide between two holders"))
      return
    }
    var generator = generator("linkability")
    let risk = try await Linkability(
      tables, parts: (first, second), convention: settings.convention, threads: plan.threads
    )
    .risk(attempts: settings.attempts, using: &generator)
    readings.append(
      risk.reading(
        "linkability",
        convention:
          "one holder knows \(first.joined(separator: ", ")); the other \(second.joined(separator: ", "))\(source)"
      ))
  }

  /// The columns that each of two holders knows: those named, or the first half and the rest.
  private func holders() throws -> (first: [String], second: [String]) {
    let columns = tables.columns
    let first =
      settings.firstHolder.isEmpty
      ? columns.prefix(columns.count / 2).filter { !settings.secondHolder.contains($0) }
      : settings.firstHolder
    let second =
      settings.secondHolder.isEmpty
      ? columns.filter { !first.contains($0) } : settings.secondHolder
    for column in first + second where !columns.contains(column) {
      throw PipelinesError(
        "'disclosure' names the column '\(column)', which is not compared; the columns are \(columns)"
      )
    }
    return (first, second)
  }

  private mutating func inference(_ secrets: [String]) async throws {
    for secret in secrets where tables.columns.count > 1 {
      var generator = generator("inference of \(secret)")
      let risk = try await AttributeInference(
        tables, secret: secret, convention: settings.convention, threads: plan.threads
      )
      .risk(attempts: settings.attempts, using: &generator)
      readings.append(
        risk.reading(
          "inference:\(secret)", convention: "from all other columns, a number within 5 %\(source)")
      )
    }
  }
}
