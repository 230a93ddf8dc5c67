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
      "copies": copies,
      "leftOut": tables.clientsLeftOut.map {
        "**Client \(escaped($0.client)) was left out**: \(escaped($0.reason)). The other clients' work is below; "
          + "nothing was learned from its records, and those that were drawn as members, if any, make attacks on the whole look safer."
      },
      "beyond": try beyondVerdicts(),
      "verdicts": run.verdicts.map { ["stage": escaped($0.stage), "sentence": sentence($0)] },
      "blind": blind,
      "kind": hasRelease ? "Release" : "Membership",
      "object": hasRelease ? "release" : "model",
      "audited": audited,
      "attackers": attackers,
      "targets": targets,
      "shadows": shadows,
      "budget": run.budget.map(escaped),
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
    context["privacy"] = ReportPrivacy(run)?.context()
    context["epsilon"] = ReportEpsilon(run)?.context()
    return context
  }

  /// The number of released records; nil where a model was audited.
  var released: Int? {
    run.stages.lazy.flatMap(\.figures).first {
      $0.name == "to-members" || $0.name == "to-members-euclidean"
    }?.values.count
  }

  /// Whether records were read, and not only numbers about them.
  var hasRecords: Bool { run.population.featureCount > 0 }

  /// Whether what was audited is a released dataset.
  var hasRelease: Bool { released != nil }

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
