import Auditing
import Results
import Statistics

/// What is said of one stage.
extension ReportText {
  func stage(_ stage: Run.StageResult) throws -> [String: Any] {
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
      context["exposed"] = [
        "attack": exposed.attack, "models": exposed.models, "table": exposed.table,
      ]
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
    let prefix = "tpr@p<="
    return stage.scores.flatMap { scores in
      tables.metrics(prefix: prefix).compactMap { metric in
        let other = "fpr" + metric.dropFirst(3)
        guard let found = tables.reading(metric, stage: stage.name, attack: scores.attack),
          let accused = tables.reading(other, stage: stage.name, attack: scores.attack),
          found.value != nil, accused.value != nil
        else { return nil }
        return "`\(scores.attack)`, p-values calibrated on the population: "
          + "p ≤ \(metric.dropFirst(prefix.count)) for \(tables.cell(found) { percent($0) }) of members and "
          + "\(tables.cell(accused) { percent($0) }) of non-members."
      }
    }
  }
}
