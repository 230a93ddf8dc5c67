import Auditing
import Foundation
package import Results
import Statistics

/// Several runs of one pipeline beside each other: what was claimed and observed, what the releases are worth, what they give away.
package struct SweepReport: Sendable {
  /// One run with what to call it.
  package struct Entry: Sendable {
    /// What to call it.
    package let name: String
    /// The run.
    package let run: Run

    /// Creates an entry.
    package init(name: String, run: Run) { (self.name, self.run) = (name, run) }
  }

  /// The text.
  package let markdown: String
  /// The plot that the text shows; none where no run has a release or a model under a primary attack.
  package let pictures: [Report.Picture]

  /// Writes the comparison.
  ///
  /// - Parameter entries: The runs, in the order of the table.
  package init(_ entries: [Entry]) {
    let lines = entries.flatMap(SweepLine.lines)
    pictures = Self.picture(lines).map { [$0] } ?? []
    let table = markdownTable(
      ["run", "after stage", "claimed", "observed epsilon", "risk", "utility", "groups"],
      lines.map(\.cells))
    var text = "# Claimed and observed privacy\n\n\(table)\n"
    text +=
      "\nRisk is the largest AUC among the primary attacks of the suite, with its interval; it is a largest of several. Utility is "
      + "one less the mean total variation distance of pairs of columns from the members', and the accuracy on the hold-out of what "
      + "learnt from the release (of a model: its own on non-members). Groups is the gap between groups in the share of favourable decisions "
      + "of what learnt from the release.\n"
    if lines.contains(where: { $0.observed.bound.map { $0 == 0 } ?? false }) {
      text +=
        "\nWhere nothing above 0 was observed, the claim is neither supported nor contradicted. More targets, canaries, and an attacker "
        + "who sees the noisy counts themselves give tighter bounds.\n"
    }
    if let picture = pictures.first {
      text += "\n![Utility against risk, run by run](\(picture.name))\n"
    }
    markdown = text
  }

  private static func picture(_ lines: [SweepLine]) -> Report.Picture? {
    let points = lines.compactMap(\.point)
    guard !points.isEmpty else { return nil }
    return Report.Picture(
      name: "sweep.png",
      drawing: tradeOffChart(
        points: points, title: "Utility against risk, by what is claimed",
        axes: ("risk: largest AUC of the primary attacks", "utility"), reference: 0.5))
  }
}

/// One stage of one run.
private struct SweepLine {
  let name: String
  let stage: String
  let claimed: String
  let observed: ObservedEpsilon
  private let risk: Reading?
  private let kept: Reading?
  private let accuracy: Reading?
  private let gap: Reading?
  private let place: Int

  /// The stages of a run after which anything could be attacked.
  static func lines(of entry: SweepReport.Entry) -> [SweepLine] {
    let run = entry.run
    return run.stages.enumerated().filter { _, stage in
      stage.scores.contains {
        !$0.values.isEmpty && $0.attack != "blind" && $0.attack != "coin-flip"
      }
    }.map { SweepLine(entry, stage: $1.name, place: $0) }
  }

  private init(_ entry: SweepReport.Entry, stage: String, place: Int) {
    let run = entry.run
    (name, self.stage, self.place) = (entry.name, stage, place)
    claimed = run.claim(afterStage: stage).map { claimText($0.account) } ?? "nothing"
    observed = ObservedEpsilon(run, stage: stage)
    let own = Self.measurements(run, stage: stage)
    let primary = run.setup.attacks.filter(\.isPrimary).map(\.label)
    let risks = primary.compactMap { attack in
      own.first { $0.reading.metric == "auc" && $0.attack == attack }?.reading
    }
    risk = risks.filter { $0.value != nil }.max { ($0.value ?? 0) < ($1.value ?? 0) }
    func first(_ isWanted: (String) -> Bool) -> Reading? {
      own.first { $0.attack == nil && $0.reading.value != nil && isWanted($0.reading.metric) }?
        .reading
    }
    kept = first { $0 == "marginal-tvd@2" }
    accuracy =
      first { $0.hasPrefix("tstr-accuracy") } ?? first { $0 == "accuracy@non-members" }
    gap = first { $0.contains("tstr") && $0.contains("demographic-parity:difference") }
  }

  /// What was measured over all targets, and where that is not known of the first one.
  private static func measurements(_ run: Run, stage: String) -> [Auditing.Measurement] {
    let own = run.measurements.filter { $0.stage == stage && $0.group == Auditing.Measurement.all }
    return own.filter { $0.target == Auditing.Measurement.mean } + own.filter { $0.target == "1" }
  }

  var cells: [String] {
    [
      escaped(name), escaped(stage), escaped(claimed), escaped(observed.text),
      risk.map(text) ?? "–",
      [
        kept.map { "\(decimal(1 - ($0.value ?? 0))) of pairs" },
        accuracy.map { "\(decimal($0.value ?? 0)) accuracy" },
      ].compactMap(\.self).joined(separator: ", "),
      gap.map(text) ?? "–",
    ]
  }

  /// The place in the plot; by pairs of columns where a dataset was released, by accuracy where a model was.
  var point: TradeOffPoint? {
    guard let risk, let value = risk.value,
      let utility = kept.map({ 1 - ($0.value ?? 0) }) ?? accuracy?.value
    else { return nil }
    let bound = observed.bound.map { String(format: "%.2f", $0) } ?? "–"
    return TradeOffPoint(
      label: "\(name), \(stage): claimed \(claimed), observed \(bound)",
      series: place, risk: .init(value, risk.interval.map { $0.low...$0.high }),
      utility: .init(utility))
  }

  private func text(_ reading: Reading) -> String {
    let value = decimal(reading.value ?? 0)
    guard let interval = reading.interval else { return value }
    return "\(value) (\(decimal(interval.low)) to \(decimal(interval.high)))"
  }
}
