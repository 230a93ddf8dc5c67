import Auditing
import Foundation
import Metrics
import Results
import Statistics

/// The pictures of a run: for each stage with scores, curves, areas and the primary attacks' histograms.
struct ReportCharts {
  /// The pictures of one stage.
  struct Stage {
    let name: String
    let curves: Report.Picture
    let linear: Report.Picture
    let areas: Report.Picture
    let histograms: [Report.Picture]

    var pictures: [Report.Picture] { [curves, linear, areas] + histograms }
  }

  let stages: [Stage]
  /// The pictures of what was released after a stage, by the stage's name.
  let release: [String: [Captioned]]

  /// The gaps between groups, by the name of the stage.
  let fairness: [String: Report.Picture]

  /// What releases are worth against what they give away; nil where none was measured.
  let tradeOff: Captioned?

  /// A picture with what it shows.
  struct Captioned {
    let caption: String
    let picture: Report.Picture
  }

  /// All pictures, in the order of the text.
  var pictures: [Report.Picture] {
    stages.flatMap(\.pictures) + [tradeOff?.picture].compactMap(\.self)
      + release.sorted { $0.key < $1.key }.flatMap { $0.value.map(\.picture) }
      + fairness.sorted { $0.key < $1.key }.map(\.value)
  }

  init(_ run: Run) throws {
    let tables = ReportTables(run)
    release = Dictionary(
      uniqueKeysWithValues: run.stages.map { ($0.name, Self.releasePictures($0, tables: tables)) })
    tradeOff = Self.tradeOff(run, tables: tables)
    fairness = run.stages.reduce(into: [:]) { pictures, stage in
      pictures[stage.name] = Self.fairness(stage.name, run: run, tables: tables)
    }
    stages = try run.stages.compactMap { stage in
      let ran = stage.scores.filter { !$0.values.isEmpty }
      guard !ran.isEmpty else { return nil }
      return try Self.stage(stage, ran: ran, run: run, tables: tables)
    }
  }

  private static func stage(
    _ stage: Run.StageResult, ran: [Run.StageScores], run: Run, tables: ReportTables
  ) throws -> Stage {
    let slug = stage.name.replacing(" ", with: "-")
    let several = run.targetCount > 1 ? " (mean of \(run.targetCount) targets)" : ""
    let series = try ran.map { try curve($0, run: run) }
    let nonMembers = run.population.isMember[0].count { !$0 }
    let floor = pow(10, max(-5, (-log10(Double(nonMembers))).rounded(.down)))
    let rows = ran.map { scores in
      let reading = tables.reading("auc", stage: stage.name, attack: scores.attack)
      return IntervalRow(
        label: scores.attack, value: reading?.value ?? 0.5,
        interval: reading?.interval.map { $0.low...$0.high })
    }
    let primary = Set(run.setup.attacks.filter(\.isPrimary).map(\.label))
    return Stage(
      name: stage.name,
      curves: Report.Picture(
        name: "roc-\(slug).png",
        drawing: rocChart(series, title: "After stage \(stage.name)\(several)", axis: floor)),
      linear: Report.Picture(
        name: "roc-linear-\(slug).png",
        drawing: linearROCChart(series, title: "After stage \(stage.name)\(several)")),
      areas: Report.Picture(
        name: "auc-\(slug).png",
        drawing: intervalChart(
          rows: rows, title: "After stage \(stage.name)\(several)",
          axisTitle: "AUC, with 95 % intervals", reference: 0.5)),
      histograms: try ran.filter { primary.contains($0.attack) }.map { scores in
        try histogram(scores, slug: slug, run: run)
      })
  }

  /// The largest differences between non-members of different groups; nil where none was measured.
  private static func fairness(
    _ stage: String, run: Run, tables: ReportTables
  ) -> Report.Picture? {
    let rows = tables.attributes(stage).flatMap { attribute in
      ReportTables.criteria.compactMap { criterion -> IntervalRow? in
        let measure = "\(criterion.rawValue):\(Aggregate.difference.rawValue)"
        guard tables.isOfMean(attribute, measure, stage),
          let reading = tables.gap(attribute, measure, stage), let value = reading.value
        else { return nil }
        return IntervalRow(
          label: "\(attribute): \(criterion.rawValue.replacing("-", with: " "))", value: value,
          interval: reading.interval.map { $0.low...$0.high })
      }
    }
    guard !rows.isEmpty else { return nil }
    let several = run.targetCount > 1 ? " (mean of \(run.targetCount) targets)" : ""
    return Report.Picture(
      name: "fairness-\(stage.replacing(" ", with: "-")).png",
      drawing: intervalChart(
        rows: rows, title: "Gaps between groups after stage \(stage)\(several)",
        axisTitle: "largest difference on non-members, with 95 % intervals", reference: 0))
  }

  private static func histogram(
    _ stage: Run.StageScores, slug: String, run: Run
  ) throws -> Report.Picture {
    let scores = try Scores(values: stage.values[0], isMember: run.population.isMember[0])
    let of = run.targetCount > 1 ? " (target 1 of \(run.targetCount))" : ""
    return Report.Picture(
      name: "scores-\(slug)-\(stage.attack).png",
      drawing: histogramChart(
        members: scores.members, nonMembers: scores.nonMembers,
        title: "Scores of \(stage.attack)\(of)", axisTitle: "score, higher is more member-like"))
  }

  /// The mean over targets of the exact step curves, at each false positive rate that occurs.
  static func curve(_ stage: Run.StageScores, run: Run) throws -> ROCSeries {
    let curves = try zip(stage.values, run.population.isMember).map {
      ROC(try Scores(values: $0, isMember: $1))
    }
    let areas = try zip(stage.values, run.population.isMember).map {
      RankSum(try Scores(values: $0, isMember: $1)).auc
    }
    let auc = areas.reduce(0, +) / Double(areas.count)
    guard curves.count > 1 else {
      return ROCSeries(
        name: stage.attack, auc: auc, points: curves[0].vertices.map(curves[0].point))
    }
    let rates = Set(curves.flatMap { curve in curve.vertices.map(curve.falsePositiveRate) })
    var points: [ROCSeries.Point] = []
    var reached = 0.0
    for accused in rates.sorted() {
      let sum = curves.reduce(0) { sum, curve in
        // Rounded to the count that the rate came from, where it is this curve's.
        let count = Int((accused * Double(curve.nonMemberCount) + 1e-9).rounded(.down))
        return sum + curve.truePositiveRate(curve.vertex(falsePositivesAtMost: count))
      }
      points.append(.init(falsePositiveRate: accused, truePositiveRate: reached))
      reached = min(1, sum / Double(curves.count))
      points.append(.init(falsePositiveRate: accused, truePositiveRate: reached))
    }
    return ROCSeries(name: stage.attack, auc: auc, points: points)
  }
}

extension ROC {
  /// A vertex as a pair of rates.
  fileprivate func point(_ vertex: Vertex) -> ROCSeries.Point {
    ROCSeries.Point(
      falsePositiveRate: falsePositiveRate(vertex), truePositiveRate: truePositiveRate(vertex))
  }
}
