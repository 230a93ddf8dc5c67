import Auditing
import Metrics
import Results
import Statistics

extension ReportTables {
  /// The fewest models over which a record's risk is shown.
  static let fewestModels = 5

  /// The records whose membership the last primary attack tells rightly on most models, shadows attacked in turn or targets.
  ///
  /// - Parameter stage: The stage.
  /// - Returns: The attack, what the models are, and the table; nil for few models.
  /// - Throws: `MetricsError` where decisions and targets do not match.
  func exposed(
    _ stage: Run.StageResult
  ) throws -> (attack: String, models: String, table: String)? {
    let primary = Set(run.setup.attacks.filter(\.isPrimary).map(\.label))
    guard
      let scores = stage.scores.last(where: { primary.contains($0.attack) && !$0.values.isEmpty }),
      let (risks, models) = try risks(scores)
    else { return nil }
    let rows = mostExposed(risks, 10).map { risk in
      [
        "\(run.population.audited[risk.row])", "\(risk.found) of \(risk.included)",
        "\(risk.models - risk.included - risk.accused) of \(risk.models - risk.included)",
        "\(percent(risk.successRate)) [\(percent(risk.interval.low)), \(percent(risk.interval.high))]",
        percent(risk.agreement),
      ]
    }
    let table = markdownTable(
      [
        "row", "told as member", "told as non-member", "right on [95 %]",
        "\(models) that decide alike",
      ], rows)
    return (scores.attack, models, table)
  }

  /// Each record's risk over shadows where there are enough, else over targets.
  private func risks(_ scores: Run.StageScores) throws -> ([RecordRisk], String)? {
    if let decisions = scores.decisions, decisions.models >= Self.fewestModels {
      return (
        decisions.included.indices.map {
          RecordRisk(
            row: $0, models: decisions.models, included: decisions.included[$0],
            found: decisions.found[$0], accused: decisions.accused[$0])
        }, "shadows"
      )
    }
    guard run.targetCount >= Self.fewestModels, let threshold = scores.threshold else { return nil }
    return (
      try recordRisks(
        decisions: scores.values.map { row in row.map { $0 >= threshold.value } },
        inclusions: run.population.isMember), "targets"
    )
  }
}
