import Auditing
import Metrics
import Models
import Results
import Tables

/// What is asked of a release beside the attacks on its members.
struct ReleaseQuestions: Sendable {
  /// How guesses are made.
  let disclosure: DisclosureSettings
  /// The columns that are inferred.
  let secrets: [String]
  /// Columns of the files that are not compared.
  var ignored: [String] = []
  /// By what groups are compared.
  let fairness: FairnessDeclaration
  /// How rates and gaps are measured; nil where the suite leaves them out.
  let metric: Fairness?
  /// What is drawn and searched with.
  let plan: FindingsPlan
}

/// Disclosure, utility and fairness of one release.
struct ReleaseMeasures: Sendable {
  let figures: [Run.Figure]
  let measurements: [Measurement]
  /// By what groups were compared.
  let groups: FairnessGroups

  /// Measures a release.
  ///
  /// - Parameters:
  ///   - given: The release beside the records that it came from.
  ///   - questions: What is asked.
  ///   - target: The number of the target from 1.
  ///   - stage: The stage's number and name.
  ///   - report: Told what is going on.
  /// - Throws: An error in one line where records cannot be compared; `CancellationError`.
  init(
    _ given: GivenRelease, _ questions: ReleaseQuestions, target: Int, stage: String,
    report: (AuditProgress) -> Void
  ) async throws {
    report(.note("measuring disclosure"))
    let findings = try await ReleaseFindings(
      given, questions.disclosure, secrets: questions.secrets, ignored: questions.ignored,
      plan: questions.plan)
    report(.note("measuring utility"))
    let utility = try await ReleaseUtility(given, plan: questions.plan)
    groups = try FairnessGroups(
      questions.fairness, of: given.records.dataset,
      // What the release was made from; the dataset holds what it became too.
      biasesOf: given.membership.records(.member))
    let fairness = try ReleaseFairness(
      given, groups, metric: questions.metric, transfers: utility.transfers,
      setup: (stage, questions.plan.seed))
    figures = findings.figures + utility.figures
    let all =
      (findings.readings + utility.readings).map {
        Measurement(target: "1", stage: stage, attack: nil, reading: $0)
      } + fairness.measurements
    measurements = all.map {
      Measurement(
        target: "\(target)", stage: stage, attack: $0.attack, group: $0.group, reading: $0.reading)
    }
  }
}
