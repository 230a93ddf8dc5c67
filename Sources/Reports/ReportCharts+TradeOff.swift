import Auditing
import Results
import Statistics

extension ReportCharts {
  /// What is kept of the pairs of columns against what the primary attacks find, one point for each release and attack.
  ///
  /// - Parameters:
  ///   - run: The run; releases may come after several stages.
  ///   - tables: Its measurements.
  /// - Returns: Nil where no release was measured, or no primary attack ran on one.
  static func tradeOff(_ run: Run, tables: ReportTables) -> Captioned? {
    let attacks = run.setup.attacks.filter(\.isPrimary).map(\.label)
    let points = run.stages.flatMap { stage in
      attacks.enumerated().compactMap { place, attack -> TradeOffPoint? in
        guard let risk = coordinate(tables.reading("auc", stage: stage.name, attack: attack)),
          let utility = kept(tables.reading("marginal-tvd@2", stage: stage.name, attack: nil))
        else { return nil }
        return TradeOffPoint(
          label: "\(attack), after stage \(stage.name)", series: place, risk: risk, utility: utility
        )
      }
    }
    guard !points.isEmpty, let stage = run.stages.first(where: { !$0.figures.isEmpty })
    else { return nil }
    let drawing = tradeOffChart(
      points: points + references(stage, tables: tables),
      title: "Utility against risk: the best place is at the top left",
      axes: ("risk: AUC of the attack, 0.5 is no leak", "utility: share kept of pairs of columns"),
      reference: 0.5)
    return Captioned(
      caption: "Utility against risk",
      picture: Report.Picture(name: "utility-against-risk.png", drawing: drawing))
  }

  /// What the members themselves and another sample of the population would be as releases.
  private static func references(
    _ stage: Run.StageResult, tables: ReportTables
  ) -> [TradeOffPoint] {
    var points: [TradeOffPoint] = []
    if let utility = kept(
      tables.reading("marginal-tvd@2 hold-out", stage: stage.name, attack: nil))
    {
      points.append(
        TradeOffPoint(
          label: "for comparison: the hold-out as a release, which knows no member", series: nil,
          risk: .init(0.5), utility: utility))
    }
    if let distances = stage.figures.first(where: { $0.name == "hold-out-to-members" })?.values,
      !distances.isEmpty
    {
      let copies = Double(distances.count { $0 == 0 }) / Double(distances.count)
      points.append(
        TradeOffPoint(
          label: "for comparison: a copy of the members, by distances alone", series: nil,
          risk: .init(1 - copies / 2), utility: .init(1)))
    }
    return points
  }

  private static func coordinate(_ reading: Reading?) -> TradeOffPoint.Coordinate? {
    guard let reading, let value = reading.value, value.isFinite else { return nil }
    return .init(value, reading.interval.map { $0.low...$0.high })
  }

  /// One less a total variation distance.
  private static func kept(_ reading: Reading?) -> TradeOffPoint.Coordinate? {
    guard let found = coordinate(reading) else { return nil }
    return .init(1 - found.value, found.interval.map { (1 - $0.upperBound)...(1 - $0.lowerBound) })
  }
}
