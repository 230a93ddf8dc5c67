import Auditing
import Foundation
import Metrics
import Results
import Statistics

/// The sentences of a report, as the values that its template names.
struct ReportText {
  let run: Run
  let tables: ReportTables
  let charts: ReportCharts

  init(_ run: Run, tables: ReportTables, charts: ReportCharts) {
    (self.run, self.tables, self.charts) = (run, tables, charts)
  }

  func context() throws -> [String: Any] {
    var context: [String: Any] = [
      "name": escaped(run.setup.name),
      "tool": escaped(run.setup.tool),
      "seed": "\(run.setup.seed)",
      "algebra": escaped(run.setup.algebra),
      "headline": headline,
      "verdicts": run.verdicts.map { ["stage": escaped($0.stage), "sentence": sentence($0)] },
      "blind": blind,
      "kind": hasRelease ? "Release" : "Membership",
      "object": hasRelease ? "release" : "model",
      "audited": audited,
      "attackers": attackers,
      "targets": targets,
      "shadows": shadows,
      "stages": try run.stages.map(stage),
      "hasFairness": run.stages.contains { !tables.attributes($0.name).isEmpty },
      "threatModels": tables.threatModels(),
      "thresholds": thresholds,
      "resolution": resolution,
      "inputs": tables.inputs(),
    ]
    context["accuracy"] = accuracy
    if let table = tables.labelBiases() {
      context["labelBiases"] = ["table": table, "loss": tables.labelBiasLoss() ?? "–"]
    }
    context["tradeOff"] = charts.tradeOff.map {
      ["caption": $0.caption, "name": $0.picture.name]
    }
    context["epsilon"] = ReportEpsilon(run)?.context()
    return context
  }

  /// The records and who saw them.
  private var audited: String {
    let population = run.population
    let members = population.isMember[0].count { $0 }
    let sides =
      "\(members) members, \(population.audited.count - members) non-members "
      + "(\(escaped(population.assignment.replacing("-", with: " "))))"
    let columns =
      "\(population.featureCount) features"
      + (population.classNames.count > 1
        ? " and the classes " + population.classNames.map(escaped).joined(separator: ", ") : "")
    if let released = released {
      return
        "\(released) released records with \(columns), beside \(sides), and \(population.populationCount) "
        + "reference records, which an attacker knows and which are not attacked."
    }
    let described =
      hasRecords ? "records with \(columns)" : "records, known by the numbers that were given"
    return
      "\(population.recordCount) \(described): \(sides), and \(population.populationCount) records that no model saw."
  }

  /// What attacks of this kind take for granted.
  private var attackers: [String] {
    hasRelease
      ? [
        "Attacks with reference records assume an attacker who knows such records of the same source.",
        "Distances treat all columns alike; a release can disclose through one column what they do not show.",
      ]
      : [
        "Attacks with reference models assume an attacker who can train models as the target was trained, on "
          + "records of the same source."
      ]
  }

  /// The number of released records; nil where a model was audited.
  private var released: Int? {
    run.stages.lazy.flatMap(\.figures).first {
      $0.name == "to-members" || $0.name == "to-members-euclidean"
    }?.values.count
  }

  /// Whether records were read, and not only numbers about them.
  private var hasRecords: Bool { run.population.featureCount > 0 }

  /// Whether what was audited is a released dataset.
  private var hasRelease: Bool { released != nil }

  /// The accuracy of the model after each stage, or why there is none; nil where a dataset is audited.
  private var accuracy: String? {
    guard let table = tables.accuracy() else {
      guard !hasRelease else { return nil }
      return hasRecords ? "No stage published a model." : "No class scores were given."
    }
    return table
  }

  /// The verdict on what is published last.
  private var headline: String {
    guard let last = run.verdicts.last else { return "Nothing was judged." }
    switch last.outcome {
    case .splitBiased: return "The split is biased: attacks cannot be read as leakage"
    case .leak: return "A membership leak was found"
    case .noLeakFound: return "No membership leak was found"
    case .notTested: return "Nothing published could be attacked"
    }
  }

  private func sentence(_ verdict: Verdict) -> String {
    let found = verdict.tests.filter { $0.adjusted < verdict.level }
    let list = { (tests: [Verdict.Test]) in
      tests.map { "`\($0.attack)` (AUC \(decimal($0.auc)), \(pValue($0.adjusted)))" }
        .joined(separator: ", ")
    }
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
  private var blind: String {
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

  private var targets: String {
    guard !hasRelease else {
      return
        "One release was audited; intervals are over its members and non-members and do not cover other releases."
    }
    return targetModels
  }

  private var targetModels: String {
    run.targetCount == 1
      ? "One target model was audited; intervals are over its records and do not cover other targets."
      : "\(run.targetCount) target models were audited, each on its own random division of the same "
        + "records. Tables show means over targets with Student-t intervals between targets."
  }

  private var shadows: String {
    guard !hasRelease || !run.population.inclusion.isEmpty else { return "" }
    let sizes = run.population.inclusion.map { row in row.count { $0 } }
    let members = run.population.isMember[0].count { $0 }
    guard let smallest = sizes.min(), let largest = sizes.max() else {
      return hasRecords ? "No shadow models were trained." : "No reference models were given."
    }
    let kind = hasRecords ? "shadow" : "reference"
    guard largest > 0 else {
      return "\(sizes.count) \(kind) models learned from records of the population; none saw an "
        + "audited record."
    }
    let size = smallest == largest ? "\(smallest)" : "\(smallest) to \(largest)"
    return
      "\(sizes.count) \(kind) models learned as the target did, from \(size) audited records each "
      + "(the target: \(members)); \(seen)."
  }

  /// In how many of the shadows each audited record is.
  private var seen: String {
    let counts = run.population.audited.indices.map { record in
      run.population.inclusion.count { $0[record] }
    }
    let (least, most) = (counts.min() ?? 0, counts.max() ?? 0)
    if least == most && 2 * least == run.population.inclusion.count {
      return "each audited record is in exactly half of them"
    }
    return "each audited record is in \(least) to \(most) of them"
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

  private func stage(_ stage: Run.StageResult) throws -> [String: Any] {
    var context: [String: Any] = [
      "name": escaped(stage.name), "attacks": tables.attacks(stage),
      "differences": differences(stage.name) + calibrated(stage), "notRun": tables.notRun(stage),
    ]
    context["release"] = tables.release(stage)
    context["releasePictures"] = (charts.release[stage.name] ?? []).map {
      ["caption": $0.caption, "name": $0.picture.name]
    }
    context["groups"] = tables.groups(stage)
    context["gaps"] = gaps(stage.name)
    context["fairness"] = fairness(stage.name)
    if let exposed = try tables.exposed(stage) {
      context["exposed"] = ["attack": exposed.attack, "table": exposed.table]
    }
    if let pictures = charts.stages.first(where: { $0.name == stage.name }) {
      context["pictures"] = [
        "curves": pictures.curves.name, "linear": pictures.linear.name,
        "areas": pictures.areas.name, "histograms": pictures.histograms.map(\.name),
      ]
    }
    return context
  }

  /// How the model treats groups; nil where that was not measured.
  private func fairness(_ stage: String) -> [String: Any]? {
    let attributes = tables.fairness(stage)
    guard !attributes.isEmpty else { return nil }
    var context: [String: Any] = [
      "undeclared": !tables.hasPositiveClass(stage),
      "attributes": attributes.map { section -> [String: Any] in
        [
          "attribute": escaped(section.attribute), "rates": section.rates, "gaps": section.gaps,
          "notes": section.notes,
        ]
      },
    ]
    context["picture"] = charts.fairness[stage]?.name
    return context
  }

  /// Whether groups differ in risk by more than chance, on the first target.
  private func gaps(_ stage: String) -> [String] {
    let primary = run.setup.attacks.filter(\.isPrimary).map(\.label)
    return run.population.groups.flatMap { group in
      primary.compactMap { attack in
        guard
          let reading = tables.reading("auc-gap:\(group.name)", stage: stage, attack: attack),
          let value = reading.value
        else { return nil }
        return
          "`\(attack)` on target 1, \(escaped(group.name)): largest gap \(decimal(value)) AUC, "
          + "\(escaped(reading.convention))."
      }
    }
  }

  /// How far primary attacks exceed the baseline, in area and in members found at a low false positive rate.
  private func differences(_ stage: String) -> [String] {
    let baseline = run.setup.baseline
    let rates = tables.metrics(prefix: "tpr-minus:\(baseline)@")
    return run.setup.attacks.flatMap { entry in
      (["auc-minus:\(baseline)"] + rates).compactMap { metric in
        guard let reading = tables.reading(metric, stage: stage, attack: entry.label),
          let value = reading.value, let interval = reading.interval
        else { return nil }
        let quantity =
          metric.hasPrefix("auc")
          ? "AUC" : "of members found at \(metric.drop { $0 != "@" }.dropFirst())"
        let way =
          run.targetCount > 1
          ? "paired over \(run.targetCount) targets (95 %, Student t)"
          : "on the same records (95 %; \(escaped(reading.convention)))"
        return "`\(entry.label)` minus `\(baseline)`: \(decimal(value)) \(quantity) "
          + "[\(decimal(interval.low)), \(decimal(interval.high))], \(way)."
      }
    }
  }

  /// What p-values among the population say, which no choice of a threshold enters.
  private func calibrated(_ stage: Run.StageResult) -> [String] {
    stage.scores.flatMap { scores in
      tables.metrics(prefix: "tpr@p<=").compactMap { metric in
        let other = "fpr" + metric.dropFirst(3)
        guard let found = tables.reading(metric, stage: stage.name, attack: scores.attack),
          let accused = tables.reading(other, stage: stage.name, attack: scores.attack),
          found.value != nil, accused.value != nil
        else { return nil }
        return "`\(scores.attack)`, p-values calibrated on the population: "
          + "\(metric.drop { $0 != "p" }.dropFirst(2)) for \(tables.cell(found) { percent($0) }) of members and "
          + "\(tables.cell(accused) { percent($0) }) of non-members."
      }
    }
  }

  private var thresholds: [String] {
    run.stages.last?.scores.compactMap { scores in
      scores.threshold.map {
        "`\(scores.attack)`: score ≥ \(String(format: "%.4g", $0.value)), \($0.origin)"
      }
    } ?? []
  }

  private var resolution: String {
    let nonMembers = run.population.isMember[0].count { !$0 }
    let bound = tables.run.measurements.first { $0.reading.metric == "fpr@fpr=0" }?
      .reading.interval?.high
    return "With \(nonMembers) non-members no false positive rate below "
      + "\(percent(1 / Double(nonMembers), 2)) can be resolved; a threshold above every non-member has a "
      + "true false positive rate of at most \(percent(bound ?? 1, 2)) (one-sided 95 %)."
  }
}
