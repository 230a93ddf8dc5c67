import Auditing
import Reports
import Results
import Statistics
import Testing

@Suite("Reports")
struct ReportTests {
  /// A run of one target with a name and group made to break Markdown.
  private func run(outcome: Verdict.Outcome, blind: Double = 0.4) -> Run {
    let declaration = AttackDeclaration(
      Declaration("m-loss", version: 1, "minus the loss"),
      threatModel: ThreatModel(access: "loss", knowledge: "label"), source: "a paper",
      isMonotone: true)
    let setup = Run.Setup(
      tool: "rollcall test", name: "<script>|`x`\n# y", seed: 1, algebra: "OpenBLAS",
      experiment: "", suite: "", inputs: [],
      attacks: [Run.AttackEntry(label: "m-loss", declaration: declaration, isPrimary: true)],
      baseline: "")
    let population = Run.Population(
      recordCount: 4, featureCount: 1, classNames: ["a|b", "c"], audited: [0, 1, 2, 3],
      isMember: [[true, false, true, false]], populationCount: 0, assignment: "random split",
      groups: [Run.GroupCodes(name: "g|*", levels: ["<1"], codes: [0, 0, 0, 0])], inclusion: [])
    let reading = Reading("auc", value: 1, count: 4, convention: "ties")
    let verdict = Verdict(
      stage: "1 train", outcome: outcome, level: 0.05,
      tests: [Verdict.Test(attack: "m-loss", auc: 1, pValue: 0.2, adjusted: 0.2)],
      blind: Verdict.Test(attack: "blind", auc: 0.5, pValue: blind, adjusted: blind),
      detectableAUC: 0.9)
    return Run(
      setup: setup, population: population,
      stages: [
        Run.StageResult(
          name: "1 train",
          scores: [Run.StageScores(attack: "m-loss", values: [[4, 1, 3, 2]], threshold: nil)])
      ],
      measurements: [
        Measurement(target: "1", stage: "1 train", attack: "m-loss", reading: reading)
      ], verdicts: [verdict])
  }

  @Test(
    "each outcome opens the report with its own headline",
    arguments: [
      (Verdict.Outcome.leak, "**A membership leak was found.**"),
      (.noLeakFound, "**No membership leak was found.**"),
      (.splitBiased, "**The split is biased: attacks cannot be read as leakage.**"),
      (.notTested, "**Nothing published could be attacked.**"),
    ])
  func headline(outcome: Verdict.Outcome, headline: String) throws {
    let lines = try Report(run(outcome: outcome)).markdown.split(separator: "\n")
    #expect(lines[1] == headline)
  }

  @Test("no leak found is never said without the power of the test")
  func power() throws {
    let text = try Report(run(outcome: .noLeakFound)).markdown
    #expect(text.contains("an AUC of 0.900 or more would have been seen with 80 % power"))
  }

  @Test(
    "attacks outside the rule that beat chance are named where the rule found no leak, and only there",
    arguments: [(Verdict.Outcome.noLeakFound, true), (.leak, false), (.splitBiased, false)])
  func beyond(outcome: Verdict.Outcome, isSaid: Bool) throws {
    var run = run(outcome: outcome)
    run.population.audited = Array(0..<20)
    run.population.isMember = [(0..<20).map { $0 % 2 == 0 }]
    run.population.groups = []
    let apart = (0..<20).map { Double($0 % 2 == 0 ? 30 + $0 : $0) }
    run.stages = [
      Run.StageResult(
        name: "1 train",
        scores: [
          Run.StageScores(attack: "m-loss", values: [(0..<20).map(Double.init)], threshold: nil),
          Run.StageScores(attack: "other", values: [apart], threshold: nil),
          Run.StageScores(attack: "blind", values: [apart], threshold: nil),
          Run.StageScores(attack: "absent", values: [], threshold: nil, reason: "none"),
        ])
    ]
    let text = try Report(run).markdown
    #expect(
      text.contains("outside the rule: `other` (AUC 1.000, p = 0.000157) beats chance") == isSaid)
    #expect(!isSaid || text.contains("Holm-corrected over all 2 attacks."))
  }

  @Test("names from data and experiment cannot act as Markdown or HTML")
  func escaping() throws {
    let text = try Report(run(outcome: .leak)).markdown
    #expect(text.hasPrefix("# Membership audit: \\<script\\>\\|\\`x\\` \\# y\n"))
    #expect(!text.contains("<script>"))
    #expect(text.contains("g\\|\\*=\\<1"))
    #expect(text.contains("a\\|b, c"))
  }

  @Test("a biased split is said where the split is judged")
  func biased() throws {
    #expect(
      try Report(run(outcome: .splitBiased, blind: 0.001)).markdown.contains("**It beats chance"))
    #expect(try Report(run(outcome: .leak)).markdown.contains("It does not beat chance"))
  }

  /// Of 6 right of 6, the lower end is the sixth root of 0.025.
  @Test("records that are told rightly on most shadows are listed by row, first the surest")
  func exposed() throws {
    var run = run(outcome: .leak)
    run.stages = [
      Run.StageResult(
        name: "1 train",
        scores: [
          Run.StageScores(
            attack: "m-loss", values: [[4, 1, 3, 2]], threshold: nil,
            decisions: Run.RecordDecisions(
              models: 6, included: [3, 3, 3, 3], found: [2, 0, 3, 1], accused: [1, 3, 0, 0]))
        ])
    ]
    let text = try Report(run).markdown
    #expect(text.contains("The records that `m-loss` tells rightly on most shadows, by row number"))
    #expect(
      text.contains(
        "| 2 | 3 of 3 | 3 of 3 | 100.0 % [54.1 %, 100.0 %] | 50.0 % |\n| 0 | 2 of 3 | 2 of 3 |"))
  }

  @Test("p-values among the population are told with their limit")
  func calibrated() throws {
    var run = run(outcome: .leak)
    run.measurements += [("tpr@p<=0.01", 0.25), ("fpr@p<=0.01", 0.125)].map { metric, value in
      Measurement(
        target: "1", stage: "1 train", attack: "m-loss",
        reading: Reading(metric, value: value, count: 4, convention: ""))
    }
    #expect(
      try Report(run).markdown.contains(
        "`m-loss`, p-values calibrated on the population: p ≤ 0.01 for 25.0 % of members and 12.5 %"
      ))
  }

  private func row(
    _ family: String, epsilon: Double?, claimed: Double? = 8, judgement: String = "none",
    groupSize: Int = 1, reason: String = ""
  ) -> Run.EpsilonRow {
    Run.EpsilonRow(
      stage: "1 train", attack: "m-loss", kind: "mislabelled", group: "all", family: family,
      choice: "corrected", epsilon: epsilon, delta: 1e-5, confidence: 0.95, trials: 100,
      trialsNeeded: 8, guesses: 20, correct: 19, hypotheses: 3, groupSize: groupSize,
      claimed: claimed, judgement: judgement, condition: "", reason: reason)
  }

  @Test(
    "each bound stands beside its claim, rounded down",
    arguments: [
      (2.1999, 8.0 as Double?, "not-contradicted", 1, "claimed 8; observed at least 2.199 at 95 %"),
      (
        9, 8, "contradicted", 1,
        "claimed 8; observed at least 9.000 at 95 %; **contradicts the claim**"
      ),
      (0, 8, "not-contradicted", 1, "claimed 8; observed nothing above 0 at 95 %"),
      (2, nil, "none", 3, "observed at least 2.000 for groups of 3 at 95 %"),
      (
        2, 8, "not-comparable", 3,
        "claimed 8; observed at least 2.000 for groups of 3 at 95 %; the claim says nothing of "
          + "groups as large"
      ),
    ])
  func epsilon(
    epsilon: Double, claimed: Double?, judgement: String, groupSize: Int, text: String
  ) throws {
    var run = run(outcome: .leak)
    run.epsilons = [
      row(
        "one run", epsilon: epsilon, claimed: claimed, judgement: judgement, groupSize: groupSize)
    ]
    let lines = try Report(run).markdown.split(separator: "\n")
    #expect(
      lines.contains(
        "| `m-loss` | mislabelled | one run | best of several declared | 100 (8) | 19 of 20 | "
          + "3 choices | \(text) |"))
  }

  @Test("families that refuse for one reason are named with it on one line")
  func epsilonRefused() throws {
    var run = run(outcome: .leak)
    run.epsilons = [
      row("Clopper-Pearson", epsilon: nil, reason: "too few"), row("one run", epsilon: 1),
      row("mu-GDP", epsilon: nil, reason: "too few"),
    ]
    let text = try Report(run).markdown
    #expect(
      text.contains(
        "- `m-loss` on mislabelled: Clopper-Pearson (corrected), mu-GDP (corrected) refused: too few.\n"
      ))
    #expect(try !Report(self.run(outcome: .leak)).markdown.contains("Empirical epsilon"))
  }
}
