import Auditing
import Metrics
import Results

/// What is said first: the verdict, exact copies, and whether the split is fair.
extension ReportText {
  /// The verdict on what is published last.
  var headline: String {
    guard let last = run.verdicts.last else { return "Nothing was judged." }
    let copies = ReportCopies(tables, stage: last.stage)
    func and(_ word: String) -> String { copies.map { "\(word) \($0.headline)" } ?? "" }
    switch last.outcome {
    case .splitBiased:
      return "The split is biased: attacks cannot be read as leakage\(and("; but"))"
    case .leak: return "A membership leak was found\(and(", and"))"
    case .noLeakFound: return Self.headlineWithoutLeak(copies)
    case .notTested: return "Nothing published could be attacked\(and("; but"))"
    }
  }

  private static func headlineWithoutLeak(_ copies: ReportCopies?) -> String {
    guard let copies else { return "No membership leak was found" }
    let rest = "though no attack on all members found a leak"
    switch copies.standing {
    case .common: return "No membership leak was found; \(copies.headline)"
    case .unexplained: return "\(copies.headline), \(rest)"
    case .beyondChance: return "Members are exposed: \(copies.headline), \(rest)"
    }
  }

  /// What is said of released records that equal members, stage by stage.
  var copies: [String] {
    run.stages.compactMap { stage in
      ReportCopies(tables, stage: stage.name).map {
        "After stage \(escaped(stage.name)): \($0.sentence)"
      }
    }
  }

  private func list(_ tests: [Verdict.Test]) -> String {
    tests.map { "`\($0.attack)` (AUC \(decimal($0.auc)), \(pValue($0.adjusted)))" }
      .joined(separator: ", ")
  }

  /// What attacks saw that no verdict rests on, stage by stage where the rule found no leak.
  func beyondVerdicts() throws -> [String] {
    try zip(run.verdicts, run.stages).compactMap { verdict, stage in
      guard verdict.outcome == .noLeakFound else { return nil }
      let judged = Set(verdict.tests.map(\.attack) + [verdict.blind?.attack ?? ""])
      let others = try stage.scores.filter { !$0.values.isEmpty && !judged.contains($0.attack) }
        .map { scores in
          (
            scores.attack,
            try zip(scores.values, run.population.isMember).map {
              try Scores(values: $0, isMember: $1)
            }
          )
        }
      let found = VerdictRule.beyond(verdict, others)
      guard !found.isEmpty else { return nil }
      return
        "After stage \(escaped(stage.name)), outside the rule: \(list(found)) "
        + "beat\(found.count == 1 ? "s" : "") chance, Holm-corrected over all "
        + "\(others.count + verdict.tests.count) attacks. The verdict cannot rest on attacks picked after the fact: "
        + "declare them primary and audit again with another seed."
    }
  }

  func sentence(_ verdict: Verdict) -> String {
    let found = verdict.tests.filter { $0.adjusted < verdict.level }
    switch verdict.outcome {
    case .splitBiased:
      return
        "the records alone tell members from non-members; nothing below can be read as leakage "
        + "of the \(hasRelease ? "release" : "model")."
    case .leak:
      return
        "\(found.count) of \(verdict.tests.count) primary attacks found a leak: \(list(found)), "
        + "one-sided tests of AUC = 0.5, Holm-corrected, level \(verdict.level)."
    case .noLeakFound:
      let power = verdict.detectableAUC.map {
        "; an AUC of \(decimal($0)) or more would have been seen with 80 % power"
      }
      return "none of \(verdict.tests.count) primary attacks found a leak (\(list(verdict.tests)), "
        + "Holm-corrected, level \(verdict.level))\(power ?? "")."
    case .notTested: return "no primary attack applies: nothing is published that can be queried."
    }
  }

  /// What the records alone give, over the stages the same.
  var blind: String {
    guard hasRecords else {
      return "The records themselves were not given, so nothing here tells whether members and "
        + "non-members differ as records."
    }
    guard let test = run.verdicts.compactMap(\.blind).first else {
      return "The suite has no attack on the records alone: a biased split would go unnoticed."
    }
    let verdict =
      test.pValue < VerdictRule.blindLevel
      ? "**It beats chance: members and non-members differ as records.**"
      : "It does not beat chance: the split shows no bias that it can see."
    return
      "`\(test.attack)`, a classifier that never sees the \(hasRelease ? "release" : "model"), reaches an AUC of "
      + "\(decimal(test.auc)) (\(pValue(test.pValue)), one-sided, level \(VerdictRule.blindLevel)). \(verdict)\(duplicates)"
  }

  /// How many audited records have an equal on the other side.
  private var duplicates: String {
    let found = run.measurements.first {
      $0.reading.metric == "duplicates-across-split" && $0.target == "1"
    }
    guard let reading = found?.reading, let share = reading.value else { return "" }
    let count = Int((share * Double(reading.count)).rounded())
    return count == 0
      ? " No audited record has an equal on the other side."
      : " \(count) of \(reading.count) audited records have an equal on the other side, about which no "
        + "attack can be right."
  }
}
