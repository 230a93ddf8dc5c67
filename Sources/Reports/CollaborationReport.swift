package import Bilevel
import Foundation
import Statistics

/// Methods of collaboration beside each other: what they are worth, how fair they are, and what they send.
package struct CollaborationReport: Sendable {
  /// The text.
  package let markdown: String
  /// The plot that the text shows.
  package let pictures: [Report.Picture]

  private static let picture = "accuracy-unfairness.png"

  /// Writes the comparison.
  ///
  /// - Parameters:
  ///   - table: What methods came to.
  ///   - name: The experiment's name.
  package init(_ table: CollaborationTable, name: String) {
    let shown = table.measures.filter { measure in
      table.methods.contains { table.summary(measure, of: $0) != nil }
    }
    let rows = table.methods.map { method in
      [method] + shown.map { Self.cell(table.summary($0, of: method), measure: $0) }
    }
    var text = "# \(escaped(name))\n\n\(markdownTable(["method"] + shown.map(escaped), rows))\n"
    text +=
      "\nMeans over \(Set(table.entries.map(\.seed)).count) seeds of held-out records, with Student's t intervals of \(Int(table.level * 100)) %. Parity, opportunity and odds are the largest "
      + "gaps between groups' rates (smaller is fairer), impact the smallest over the largest rate (larger is fairer), client parity the largest gap of any client's own held-out "
      + "records. The constraint's excess is how far its worst row is beyond its bound, below 0 where all hold. Attacks are AUCs, 0.5 is chance. Bytes are what clients sent.\n"
    text += Self.comparisons(table) + Self.heldOut(table)
    if !table.remarks.isEmpty {
      text += "\n## What came to nothing\n\n"
      text += table.remarks.map { "- \(escaped($0))\n" }.joined()
    }
    let points = Self.points(table)
    if points.isEmpty {
      pictures = []
    } else {
      text += "\n![Accuracy against unfairness, method by method](\(Self.picture))\n"
      pictures = [
        Report.Picture(
          name: Self.picture,
          drawing: tradeOffChart(
            points: points, title: "Accuracy against unfairness: \(name)",
            axes: (
              "unfairness: \(Self.words(table.unfairness)), held-out records",
              "accuracy: share of held-out records"
            ), reference: 0))
      ]
    }
    markdown = text
  }

  /// The measure of unfairness in words, such as `parity gap by race`.
  private static func words(_ measure: String) -> String {
    let words = measure.split(separator: " ", maxSplits: 1).map(String.init)
    return words.count == 2 ? "\(words[0]) gap by \(words[1])" : measure
  }

  private static func cell(_ summary: CollaborationTable.Summary?, measure: String) -> String {
    guard let summary else { return "–" }
    if measure == "bytes" || measure == "rounds" { return String(format: "%.0f", summary.mean) }
    guard let interval = summary.interval else { return String(format: "%.3f", summary.mean) }
    return String(format: "%.3f [%.3f, %.3f]", summary.mean, interval.low, interval.high)
  }

  /// The comparison with federated averaging that was declared beforehand.
  private static func comparisons(_ table: CollaborationTable) -> String {
    let found = table.methods.compactMap(table.comparison)
    guard !found.isEmpty else { return "" }
    let rows = found.map { comparison in
      [
        comparison.method, cell(comparison.unfairness, measure: table.unfairness),
        cell(comparison.accuracy, measure: CollaborationTable.accuracy),
        comparison.holds ? "yes" : "no",
      ]
    }
    let header = ["method", "unfairness less fedavg's", "accuracy less fedavg's", "holds"]
    return
      "\n## Against federated averaging\n\nDeclared beforehand, paired over seeds: `\(table.unfairness)` is lower (the interval lies below 0) at an accuracy at most one "
      + "point lower (the interval lies above -0.01).\n\n\(markdownTable(header, rows))\n"
  }

  /// Whether the union of fair sets keeps the constraint on held-out records.
  private static func heldOut(_ table: CollaborationTable) -> String {
    guard let excess = table.summary(CollaborationTable.excess, of: FairUnion.name),
      let interval = excess.interval
    else { return "" }
    let verdict =
      interval.low <= 0
      ? "meets its constraint on held-out records within the interval"
      : "does NOT meet its constraint on held-out records: its worst row is beyond the bound by \(String(format: "%.3f", excess.mean)). "
        + "Sets are fair on each client's own training records; the union weighs clients by their curvature, and held-out rates differ from training rates"
    return "\nThe model of the union of fair sets \(verdict).\n"
  }

  private static func points(_ table: CollaborationTable) -> [TradeOffPoint] {
    func coordinate(_ summary: CollaborationTable.Summary) -> TradeOffPoint.Coordinate {
      .init(summary.mean, summary.interval.map { $0.low...$0.high })
    }
    return table.methods.enumerated().compactMap { place, method in
      guard let unfair = table.summary(table.unfairness, of: method),
        let accurate = table.summary(CollaborationTable.accuracy, of: method)
      else { return nil }
      return TradeOffPoint(
        label: method, series: place, risk: coordinate(unfair), utility: coordinate(accurate))
    }
  }
}
