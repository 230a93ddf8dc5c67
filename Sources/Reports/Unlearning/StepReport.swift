import Foundation
import Statistics
package import Unlearning

/// An evaluation of forgetting step by step as people read it: Markdown with pictures, a pure function of what was measured.
package struct StepReport: Sendable {
  /// The text; it shows the pictures.
  package let markdown: String
  /// The areas of forgotten against never-seen records by forget rate.
  package let pictures: [Report.Picture]

  /// Writes the report.
  ///
  /// - Parameters:
  ///   - evaluation: What came out.
  ///   - candidates: The number of records that are members or never seen.
  ///   - method: The method of unlearning.
  ///   - name: The evaluation's name.
  package init(_ evaluation: StepEvaluation, candidates: Int, method: String, name: String) {
    pictures = evaluation.arms.flatMap(Self.pictures)
    let facts =
      "\(evaluation.runs) runs of '\(method)'. By a fair coin each of \(candidates) candidates is a member of a run or never "
      + "seen; the next run swaps the two. All generators of a run start from the same model, forget the same records in the same order, "
      + "and are attacked with the models of other runs before the first step as references, left out so that they do not tell coins."
    var parts = ["# Forgetting step by step: \(escaped(name))", facts]
    for arm in evaluation.arms {
      parts += ["## Generator: \(arm.name)", Self.meaning(arm.name)]
      if let stopped = arm.stopped { parts.append("**Stopped early: \(escaped(stopped)).**") }
      parts += [
        "### What the model is worth", Self.worth(arm), "### Forgotten against never-seen records",
        Self.attacks(arm, .forgotten), "### Retained against never-seen records",
        Self.attacks(arm, .retained), "### All members at the start against never-seen records",
        Self.attacks(arm, .members),
      ]
    }
    parts += [Self.note] + pictures.map { "![\($0.name.replacing(".png", with: ""))](\($0.name))" }
    markdown = parts.joined(separator: "\n\n") + "\n"
  }

  private static let note =
    "AUC with its 95 % interval between runs, clustered by record; success is the share of right answers over both kinds of records, "
    + "each weighed half, at a threshold that was chosen on other runs. The difference to the first generator is paired by run. Without a "
    + "generator, exact unlearning must leave the forgotten at one half."

  private static func meaning(_ arm: String) -> String {
    switch arm {
    case "shared":
      "A generator that saw all members, the forgotten ones too, and is kept: its records take the place of forgotten ones."
    case "retrained":
      "A generator that is trained in each step on the retained members alone: its records take the place of forgotten ones. What earlier "
        + "ones made, which saw records that are forgotten by now, is forgotten too."
    default: "Nothing takes the place of forgotten records."
    }
  }

  private static func worth(_ arm: StepEvaluation.Arm) -> String {
    markdownTable(
      [
        "forgotten", "retained accuracy", "forgotten accuracy", "never-seen accuracy",
        "test accuracy", "generated records", "record reads",
      ],
      arm.steps.map { step in
        [
          rate(step), step.retainedAccuracy.map(share) ?? "",
          step.forgottenAccuracy.map(share) ?? "",
          share(step.neverSeenAccuracy), share(step.testAccuracy),
          String(format: "%.0f", step.generated), String(format: "%.0f", step.recordPasses),
        ]
      })
  }

  private static func attacks(
    _ arm: StepEvaluation.Arm, _ group: StepEvaluation.Group
  ) -> String {
    let steps = arm.steps.filter { $0.findings.contains { $0.group == group } }
    let attacks = StepAttack.allCases.filter { attack in
      steps.contains { $0.findings.contains { $0.attack == attack } }
    }
    let hasDifference = steps.contains { $0.findings.contains { $0.difference != nil } }
    return markdownTable(
      ["forgotten"]
        + attacks.flatMap { attack in
          ["\(attack.rawValue) AUC", "success"] + (hasDifference ? ["difference"] : [])
        },
      steps.map { step in
        [rate(step)]
          + attacks.flatMap { attack -> [String] in
            let found = step.findings.first { $0.attack == attack && $0.group == group }
            return [found.map { number($0.area) } ?? "", found.map { share($0.success) } ?? ""]
              + (hasDifference ? [found?.difference.map(number) ?? ""] : [])
          }
      })
  }

  private static func pictures(_ arm: StepEvaluation.Arm) -> [Report.Picture] {
    StepAttack.allCases.compactMap { attack in
      let rows = arm.steps.compactMap { step -> IntervalRow? in
        guard
          let area = step.findings.first(where: { $0.attack == attack && $0.group == .forgotten })?
            .area
        else { return nil }
        return IntervalRow(
          label: rate(step), value: area.value, interval: area.interval.map { $0.low...$0.high })
      }
      guard !rows.isEmpty else { return nil }
      return Report.Picture(
        name: "steps-\(arm.name)-\(attack.rawValue).png",
        drawing: intervalChart(
          rows: rows,
          title: "\(attack.rawValue), generator \(arm.name): forgotten against never-seen records",
          axisTitle: "AUC by share forgotten, 95 % interval", reference: 0.5))
    }
  }

  private static func rate(_ step: StepEvaluation.Step) -> String {
    decimal(100 * step.rate, 0) + " %"
  }

  private static func number(_ estimate: Estimate) -> String {
    decimal(estimate.value)
      + (estimate.interval.map { " [\(decimal($0.low)), \(decimal($0.high))]" } ?? "")
  }

  private static func share(_ estimate: Estimate) -> String {
    let reach = estimate.interval.map { " ± \(decimal(($0.high - $0.low) / 2 * 100, 1))" } ?? ""
    return decimal(estimate.value * 100, 1) + reach + " %"
  }
}
