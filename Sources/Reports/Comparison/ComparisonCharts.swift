import Auditing
import Foundation
import Results
import Statistics

/// The pictures of a comparison: both curves of each primary attack, and the differences with intervals.
struct ComparisonCharts {
  /// The most rows of what was not declared.
  static let mostRows = 20

  let pictures: [Report.Picture]

  init(_ comparison: RunComparison, baseline: Run, new: Run) throws {
    guard comparison.obstacle == nil else {
      pictures = []
      return
    }
    let excluded = Set(comparison.notComparable.compactMap(\.key.attack))
    let primary = new.setup.attacks.filter(\.isPrimary).map(\.label)
    var curves: [Report.Picture] = []
    for stage in new.stages {
      for attack in primary where !excluded.contains(attack) {
        curves += try Self.curves(attack, stage: stage.name, [baseline, new])
      }
    }
    pictures = curves + Self.differences(comparison)
  }

  /// Both runs' curves on both axes; none where a run has no scores of the attack at the stage.
  private static func curves(
    _ attack: String, stage name: String, _ runs: [Run]
  ) throws -> [Report.Picture] {
    let scores = runs.compactMap { run in
      run.stages.first { $0.name == name }?.scores.first {
        $0.attack == attack && !$0.values.isEmpty
      }
    }
    guard scores.count == runs.count else { return [] }
    let series = try zip(zip(scores, runs), ["baseline", "new run"]).map { own, label in
      let curve = try ReportCharts.curve(own.0, run: own.1)
      return ROCSeries(name: label, auc: curve.auc, points: curve.points)
    }
    let nonMembers = runs.map { $0.population.isMember[0].count { !$0 } }.max() ?? 1
    let floor = pow(10, max(-5, (-log10(Double(nonMembers))).rounded(.down)))
    let slug = "\(name.replacing(" ", with: "-"))-\(attack)"
    let title = "\(attack) after stage \(name), baseline and new run"
    return [
      Report.Picture(
        name: "compare-roc-\(slug).png", drawing: rocChart(series, title: title, axis: floor)),
      Report.Picture(
        name: "compare-roc-linear-\(slug).png", drawing: linearROCChart(series, title: title)),
    ]
  }

  private static func differences(_ comparison: RunComparison) -> [Report.Picture] {
    let declared = comparison.lines.filter { $0.isDeclared && $0.difference != nil }
    let others = ComparisonText.moved(comparison.lines.filter { !$0.isDeclared })
    let charts = [
      ("compare-declared.png", "What was declared", declared),
      (
        "compare-moved.png", "Other measurements that moved most, not corrected for their number",
        Array(others.prefix(mostRows))
      ),
    ]
    return charts.filter { !$0.2.isEmpty }.map { name, title, lines in
      Report.Picture(
        name: name,
        drawing: intervalChart(
          rows: lines.map(row), title: title,
          axisTitle: "new less baseline, 95 % intervals", reference: 0))
    }
  }

  private static func row(_ line: RunComparison.Line) -> IntervalRow {
    let parts = [
      line.key.attack, line.key.metric, line.key.group == Measurement.all ? nil : line.key.group,
    ]
    let interval = line.difference?.interval
    return IntervalRow(
      label: parts.compactMap(\.self).joined(separator: " "), value: line.difference?.value ?? 0,
      interval: interval.map { $0.low...$0.high })
  }
}
