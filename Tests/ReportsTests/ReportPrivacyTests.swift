import Auditing
import Reports
import Results
import Testing

@Suite("Claimed and observed privacy")
struct ReportPrivacyTests {
  /// A run whose release claims something, with bounds of two families.
  static func run(
    claim: Double = 2, bound: Double? = 0.7512, isPrivate: Bool = true
  ) -> Run {
    let account = PrivacyAccount(
      claim: (claim, 1e-9), rho: 0.05, rules: ("add or remove one record", "zcdp"),
      noise: (isPrivate ? "the system's secure generator" : "a seed: NOT private", isPrivate),
      expenses: (1...45).map {
        .init("counts \($0) of 'a*b'", mechanism: "discrete Gaussian(sigma 3)", rho: 0.001)
      })
    let declaration = AttackDeclaration(
      Declaration("domias", version: 1, "density ratio"),
      threatModel: ThreatModel(access: "release", knowledge: "source"), source: "a paper",
      isMonotone: false)
    func row(_ epsilon: Double?, condition: String = "") -> Run.EpsilonRow {
      Run.EpsilonRow(
        stage: "1 aim", attack: "domias", kind: "natural", group: "all", family: "one run",
        choice: "corrected", epsilon: epsilon, delta: 1e-9, confidence: 0.95, trials: 4,
        trialsNeeded: 2, guesses: 4, correct: 3, hypotheses: 2, groupSize: 1, claimed: claim,
        judgement: "not-contradicted", condition: condition, reason: epsilon == nil ? "too few" : ""
      )
    }
    return Run(
      setup: Run.Setup(
        tool: "rollcall test", name: "x", seed: 1, algebra: "OpenBLAS", experiment: "", suite: "",
        inputs: [],
        attacks: [.init(label: "domias", declaration: declaration, isPrimary: true)],
        baseline: ""),
      population: Run.Population(
        recordCount: 4, featureCount: 1, classNames: ["a", "b"], audited: [0, 1, 2, 3],
        isMember: [[true, false, true, false]], populationCount: 0, assignment: "coin-flip",
        groups: [], inclusion: []),
      stages: [
        .init(
          name: "1 aim", scores: [.init(attack: "domias", values: [[4, 1, 3, 2]], threshold: nil)])
      ],
      measurements: [
        Measurement(
          target: "1", stage: "1 aim", attack: "domias",
          reading: Reading("auc", value: 0.75, count: 4, convention: "ties")),
        Measurement(
          target: "1", stage: "1 aim", attack: nil,
          reading: Reading("marginal-tvd@2", value: 0.125, count: 4, convention: "pairs")),
      ],
      verdicts: [
        Verdict(
          stage: "1 aim", outcome: .noLeakFound, level: 0.05,
          tests: [.init(attack: "domias", auc: 0.75, pValue: 0.2, adjusted: 0.2)], blind: nil,
          detectableAUC: 0.9)
      ],
      epsilons: [row(bound), row(bound.map { $0 + 1 }, condition: "if the trade-off is Gaussian")],
      privacy: [.init(stage: "1 aim", target: "1", account: account, payer: "1 aim")])
  }

  @Test("the claim stands beside the largest bound that assumes nothing, rounded down")
  func claim() throws {
    let text = try Report(Self.run()).markdown
    #expect(text.contains("## Claimed privacy"))
    #expect(text.contains("epsilon 2 at delta 1e-09, rho 0.05"))
    #expect(text.contains("| at least 0.751 at 95 % |"))
    #expect(!text.contains("neither supports nor contradicts"))
  }

  @Test("where nothing was observed the report says so, and what would give more")
  func nothing() throws {
    for bound in [0, nil] as [Double?] {
      let text = try Report(Self.run(bound: bound)).markdown
      #expect(text.contains("the audit neither supports nor contradicts the claim"))
    }
    #expect(try Report(Self.run(bound: 0)).markdown.contains("nothing above 0 at 95 %"))
  }

  @Test("a long ledger is cut in the report, with the number of lines that are left")
  func ledger() throws {
    let text = try Report(Self.run()).markdown
    #expect(text.contains("counts 40 of 'a\\*b'") && !text.contains("counts 41 of"))
    #expect(text.contains("And 5 more, all of them in `run.h5` under `/privacy`."))
  }

  @Test("noise that can be repeated is called not private")
  func seeded() throws {
    #expect(try Report(Self.run(isPrivate: false)).markdown.contains("**Nothing here is private**"))
  }

  @Test("a run without claims has no such section")
  func none() throws {
    var run = Self.run()
    run.privacy = []
    #expect(!(try Report(run).markdown.contains("Claimed privacy")))
  }
}
