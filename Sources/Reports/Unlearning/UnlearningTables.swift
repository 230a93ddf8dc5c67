import Foundation
import Statistics
import Unlearning

/// The tables of an evaluation of forgetting.
struct UnlearningTables {
  private let evaluation: ForgettingEvaluation
  private let all: [ForgettingEvaluation.Row]

  init(_ evaluation: ForgettingEvaluation) {
    self.evaluation = evaluation
    all = (evaluation.before.map { [$0] } ?? []) + [evaluation.retrained] + evaluation.methods
  }

  var headline: String {
    let oracles = evaluation.retrained.testAccuracy.runs
    let few = oracles < 5 ? " Only \(oracles) oracle(s): give 5 or more." : ""
    guard evaluation.oraclesPass else {
      return
        "**The control fails: attacks tell forgotten from never-seen records in models that were trained without "
        + "either. The two kinds of records differ by themselves, and nothing below says how well a method forgets.**"
        + few
    }
    return
      "**The control passes: no attack tells forgotten from never-seen records in models trained from scratch.**"
      + few
  }

  /// For each method the attacks that tell it from retraining.
  var verdicts: String {
    evaluation.methods.map { row in
      let found = row.attacks.filter { ($0.difference?.adjusted ?? 1) <= 1 - Estimate.level }
      let tested = row.attacks.filter { $0.difference?.adjusted != nil }
      let names = found.map { attack in
        "\(attack.attack.rawValue) (\((attack.difference?.estimate.value ?? 0) > 0 ? "more" : "less") is left)"
      }
      let text =
        found.isEmpty
        ? tested.isEmpty ? "not tested" : "not told apart by \(tested.count) attack(s)"
        : "told apart by \(names.joined(separator: ", "))"
      return "- \(escaped(row.name)): \(text)"
    }.joined(separator: "\n")
  }

  var accuracy: String {
    let hasSeconds = all.contains { $0.seconds != nil }
    let header =
      [
        "method", "forgotten", "never seen", "retained", "test", "test loss", "tug of war",
        "record reads",
      ] + (hasSeconds ? ["seconds"] : [])
    return markdownTable(
      header,
      all.map { row in
        [
          escaped(row.name), percent(row.forgottenAccuracy), percent(row.neverSeenAccuracy),
          percent(row.retainedAccuracy), percent(row.testAccuracy), decimal(row.testLoss.value),
          row.tugOfWar.map(number) ?? "",
          row.recordPasses.map { String(format: "%.0f", $0) } ?? "",
        ] + (hasSeconds ? [row.seconds.map { decimal($0, 2) } ?? ""] : [])
      })
  }

  var accuracyNote: String {
    "Accuracies are means over runs with 95 % intervals between runs; so is the tug of war, the product over forgotten, "
      + "retained and test records of 1 - |accuracy - the oracles' mean|. Record reads count each record once for each pass "
      + "over it."
  }

  var areas: String {
    attackTable { attack in attack.area.map(number) ?? "" }
  }

  var areasNote: String {
    let reasons = evaluation.retrained.attacks.filter { !$0.reason.isEmpty }.map {
      "- \($0.attack.rawValue) was not run: \($0.reason)."
    }
    return
      ([
        "AUC of forgotten against never-seen records, higher is more is left; one half where they cannot be told apart. "
          + "Means over runs, intervals between runs and clustered by record; of one run over its records (DeLong)."
      ]
      + (reasons.isEmpty ? [] : ["", reasons.joined(separator: "\n")])).joined(separator: "\n")
  }

  var differences: String {
    attackTable(evaluation.methods) { attack in
      guard let difference = attack.difference else { return "" }
      let p = difference.adjusted.map { ", \(pValue($0))" } ?? ""
      return number(difference.estimate) + p
    }
  }

  var differencesNote: String {
    "AUC less that of the oracles with its 95 % interval (Welch between trainings, DeLong paired for one run), p-values "
      + "corrected over all methods and attacks (Holm). Below zero the records are forgotten further than retraining would, "
      + "which gives them away as well."
  }

  var scores: String {
    let rows = ([evaluation.retrained] + evaluation.methods).filter { $0.score != nil }
    guard !rows.isEmpty else { return "" }
    return markdownTable(
      ["method", "score", "with accuracy", "ceiling ln(K-1)", "models K", "undecided records"],
      rows.map { row in
        [
          escaped(row.name), row.score?.value.map { decimal($0) } ?? "",
          evaluation.finalScore(of: row).map { decimal($0) } ?? "",
          row.score.map { decimal($0.ceiling, 2) } ?? "",
          row.score.map { "\($0.modelCount)" } ?? "",
          row.score.map { "\($0.undecidedCount)" } ?? "",
        ]
      })
  }

  var scoresNote: String {
    guard evaluation.methods.contains(where: { $0.score != nil }) else {
      return
        "The forgetting score needs 3 models or more on both sides of every forgotten record; give more runs."
    }
    return
      "The NeurIPS 2023 forgetting score, from 0 to 1, 1 where unlearned and retrained models cannot be told apart record by "
      + "record; retrained models against themselves score what can be hoped for; with accuracy, times the ratios of retained and test accuracy to the oracles'. K models show no epsilon "
      + "above ln(K-1) short of perfect separation, and few models make epsilons too large: scores of different K do not compare."
  }

  var confusion: String {
    guard all.contains(where: { $0.testConfusion != nil }) else { return "" }
    return markdownTable(
      ["method", "test error between the classes", "forgotten still taken for the wrong label"],
      all.map { row in
        [
          escaped(row.name), row.testConfusion.map(percent) ?? "",
          row.forgetConfusion.map(percent) ?? "",
        ]
      })
  }

  /// How many records each method could delete.
  static func capacities(
    _ capacities: [(name: String, steps: [DeletionCapacity.Step])]
  ) -> String {
    let table = markdownTable(
      ["method", "capacity", "deleted: mean excess test loss"],
      capacities.map { name, steps in
        let cells = steps.map { step in
          let value = step.refusal == nil ? decimal(mean(step.excess), 4) : "refused"
          return "\(step.deleted): \(value)"
        }
        return [
          escaped(name), "\(DeletionCapacity.capacity(steps))", cells.joined(separator: ", "),
        ]
      })
    return table
      + "\n\nThe largest number of deletions tried whose mean excess loss on test records is at most "
      + "\(DeletionCapacity.riskLimit) nats over the model before (Sekhari and others, 2021, with that model for the best one). "
      + "It says what forgetting costs, not whether anything was forgotten."
  }

  /// A column for each attack that could be run.
  private func attackTable(
    _ rows: [ForgettingEvaluation.Row]? = nil,
    _ cell: (ForgettingEvaluation.AttackResult) -> String
  ) -> String {
    let run = evaluation.retrained.attacks.filter { $0.area != nil }.map(\.attack)
    return markdownTable(
      ["method"] + run.map(\.rawValue),
      (rows ?? all).map { row in
        [escaped(row.name)] + row.attacks.filter { run.contains($0.attack) }.map(cell)
      })
  }

  private func number(_ estimate: Estimate) -> String {
    decimal(estimate.value)
      + (estimate.interval.map { " [\(decimal($0.low)), \(decimal($0.high))]" } ?? "")
  }

  private func percent(_ estimate: Estimate) -> String {
    let reach = estimate.interval.map { " ± \(decimal(($0.high - $0.low) / 2 * 100, 1))" } ?? ""
    return decimal(estimate.value * 100, 1) + reach + " %"
  }
}
