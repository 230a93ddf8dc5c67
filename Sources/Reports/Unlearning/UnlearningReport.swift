import Statistics
package import Unlearning

/// An evaluation of forgetting as people read it: Markdown with pictures, a pure function of what was measured.
package struct UnlearningReport: Sendable {
  /// The text; it shows the pictures.
  package let markdown: String
  /// The areas of each attack and their differences to the oracles.
  package let pictures: [Report.Picture]

  /// Writes the report.
  ///
  /// - Parameters:
  ///   - evaluation: What came out.
  ///   - rows: The records by what happened to them.
  ///   - capacities: How many records each method could delete; none where that was not measured.
  ///   - name: The evaluation's name.
  package init(
    _ evaluation: ForgettingEvaluation, rows: ForgettingEvidence.Rows,
    capacities: [(name: String, steps: [DeletionCapacity.Step])], name: String
  ) {
    pictures = Self.pictures(evaluation)
    let tables = UnlearningTables(evaluation)
    let shown = pictures.map { "![\($0.name.replacing(".png", with: ""))](\($0.name))" }
    let forgotten = rows.fates(ofRun: 0).count { $0 }
    let facts =
      "\(rows.candidates.count) candidates, of which run 1 forgot \(forgotten) and never saw the others"
      + (rows.hasCoins ? ", by coins that differ between runs" : ", the same in all runs")
      + "; \(rows.retained.count) retained and \(rows.test.count) test records; "
      + "\(evaluation.retrained.testAccuracy.runs) oracles, trained from scratch without the candidates."
    var parts = [
      "# Unlearning: \(escaped(name))", tables.headline, facts,
      "## Who is told apart from retraining",
      tables.verdicts, "## Accuracy and cost", tables.accuracy, tables.accuracyNote,
      "## Forgotten against never-seen records", tables.areas, tables.areasNote,
      "## Difference to the oracle", tables.differences, tables.differencesNote,
    ]
    parts += shown + ["## Forgetting score", tables.scores, tables.scoresNote]
    if !tables.confusion.isEmpty { parts += ["## Interclass confusion", tables.confusion] }
    if !capacities.isEmpty {
      parts += ["## Deletion capacity", UnlearningTables.capacities(capacities)]
    }
    markdown = parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  private static func pictures(_ evaluation: ForgettingEvaluation) -> [Report.Picture] {
    let all =
      (evaluation.before.map { [$0] } ?? []) + [evaluation.retrained] + evaluation.methods
    return ForgettingAttack.allCases.flatMap { attack -> [Report.Picture] in
      let areas = all.compactMap { row in
        row.attacks.first { $0.attack == attack }?.area.map { Self.row(row.name, $0) }
      }
      let differences = evaluation.methods.compactMap { row in
        row.attacks.first { $0.attack == attack }?.difference.map {
          Self.row(row.name, $0.estimate)
        }
      }
      guard !areas.isEmpty else { return [] }
      let area = Report.Picture(
        name: "unlearning-auc-\(attack.rawValue).png",
        drawing: intervalChart(
          rows: areas, title: "\(attack.rawValue): forgotten against never-seen records",
          axisTitle: "AUC, 95 % interval", reference: 0.5))
      guard !differences.isEmpty else { return [area] }
      return [
        area,
        Report.Picture(
          name: "unlearning-difference-\(attack.rawValue).png",
          drawing: intervalChart(
            rows: differences, title: "\(attack.rawValue): difference to training from scratch",
            axisTitle: "AUC less the oracles', 95 % interval", reference: 0)),
      ]
    }
  }

  private static func row(_ name: String, _ estimate: Estimate) -> IntervalRow {
    IntervalRow(
      label: name, value: estimate.value, interval: estimate.interval.map { $0.low...$0.high })
  }
}
