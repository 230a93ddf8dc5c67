import Auditing
import Metrics
import Results
import Statistics

extension ReportTables {
  /// The fewest targets over which a record's risk is shown.
  static let fewestTargets = 5

  /// The records whose membership the last primary attack tells rightly on most targets; nil for few targets.
  func exposed(_ stage: Run.StageResult) throws -> (attack: String, table: String)? {
    let primary = Set(run.setup.attacks.filter(\.isPrimary).map(\.label))
    guard run.targetCount >= Self.fewestTargets,
      let scores = stage.scores.last(where: { primary.contains($0.attack) && !$0.values.isEmpty }),
      let threshold = scores.threshold
    else { return nil }
    let risks = try recordRisks(
      decisions: scores.values.map { row in row.map { $0 >= threshold.value } },
      inclusions: run.population.isMember)
    let rows = mostExposed(risks, 10).map { risk in
      [
        "\(run.population.audited[risk.row])", "\(risk.found) of \(risk.included)",
        "\(risk.models - risk.included - risk.accused) of \(risk.models - risk.included)",
        "\(percent(risk.successRate)) [\(percent(risk.interval.low)), \(percent(risk.interval.high))]",
      ]
    }
    let table = markdownTable(
      ["row", "told as member", "told as non-member", "right on [95 %]"], rows)
    return (scores.attack, table)
  }
}
