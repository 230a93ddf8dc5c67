import Auditing
import Metrics
import Models
import Results
import Statistics
import Tables
import Tensors

extension StageAudit {
  /// All metrics of one stage: each target, then the mean over targets.
  func measure(_ result: Run.StageResult, stage: Int) async throws -> [Measurement] {
    let measurements = try await concurrentMap(Array(targets.indices), width: threads) { target in
      let ofModel = try self.measureModel(target, stage: stage)
      return try ofModel
        + result.scores.flatMap {
          try self.measureAttack($0, target: target, stage: result.name)
        }
    }.flatMap(\.self)
    guard targets.count > 1 else { return measurements }
    return try measurements + means(measurements)
      + differences(measurements, stage: result.name)
  }

  private func measureAttack(
    _ stage: Run.StageScores, target: Int, stage stageName: String
  ) throws -> [Measurement] {
    func measurement(_ reading: Reading, group: String = Measurement.all) -> Measurement {
      Measurement(
        target: "\(target + 1)", stage: stageName, attack: stage.attack, group: group,
        reading: reading)
    }
    guard !stage.values.isEmpty else {
      return [
        measurement(
          Reading(
            AreaUnderCurve.name, value: nil, count: 0, status: .notApplicable,
            convention: stage.reason))
      ]
    }
    let scores = try scores(stage)[target]
    return try cells.flatMap { cell in
      let evidence = Evidence.attack(
        try scores.selecting(cell.positions), threshold: stage.threshold)
      return try setup.suite.metrics.flatMap { try $0.readings(of: evidence) }.map {
        measurement($0, group: cell.group)
      }
    }
  }

  /// What tells one series of measurements over targets from another.
  private struct Series: Hashable {
    let stage: String
    let attack: String?
    let group: String
    let metric: String

    init(_ measurement: Measurement) {
      stage = measurement.stage
      attack = measurement.attack
      group = measurement.group
      metric = measurement.reading.metric
    }
  }

  /// The mean over targets of everything that has a value on all of them.
  private func means(_ measurements: [Measurement]) throws -> [Measurement] {
    var order: [Series] = []
    var values: [Series: [Reading]] = [:]
    for measurement in measurements {
      let series = Series(measurement)
      if values[series] == nil { order.append(series) }
      values[series, default: []].append(measurement.reading)
    }
    return try order.compactMap { series in
      let readings = values[series] ?? []
      let numbers = readings.compactMap(\.value)
      // A bound on the threshold of one target has no mean.
      guard numbers.count == targets.count, series.metric != "fpr@fpr=0" else { return nil }
      return Measurement(
        target: Measurement.mean, stage: series.stage, attack: series.attack, group: series.group,
        reading: try mean(
          readings, numbers, series.metric, within: possibleValues(of: series.metric)))
    }
  }

  /// A mean over targets with the between-target interval, cut to the values that are possible.
  ///
  /// Where the targets' own intervals are known, it says how much wider the one between targets is.
  private func mean(
    _ readings: [Reading], _ numbers: [Double], _ metric: String,
    within range: ClosedRange<Double>
  ) throws -> Reading {
    let between = try BetweenTargets(readings)
    return Reading(
      metric, value: between.mean,
      interval: Interval(
        low: max(range.lowerBound, between.interval.low),
        high: min(range.upperBound, between.interval.high), level: between.interval.level,
        method: between.interval.method),
      count: readings.map(\.count).reduce(0, +),
      convention: "mean over \(numbers.count) targets; \(between.convention)")
  }

  private func mean(
    _ numbers: [Double], _ metric: String, within range: ClosedRange<Double>, count: Int
  ) throws -> Reading {
    let interval = try meanInterval(of: numbers, level: 0.95)
    return Reading(
      metric, value: Statistics.mean(numbers),
      interval: Interval(
        low: max(range.lowerBound, interval.low), high: min(range.upperBound, interval.high),
        level: interval.level, method: interval.method),
      count: count,
      convention: "mean over \(numbers.count) targets; interval: Student t between targets")
  }

  /// How far each primary attack's AUC exceeds the baseline's, target by target.
  private func differences(
    _ measurements: [Measurement], stage: String
  ) throws -> [Measurement] {
    let baseline = setup.suite.baseline
    func areas(_ attack: String) -> [Double] {
      measurements.filter {
        $0.attack == attack && $0.group == Measurement.all
          && $0.reading.metric == AreaUnderCurve.name
      }.compactMap(\.reading.value)
    }
    let reference = areas(baseline)
    guard reference.count == targets.count else { return [] }
    return try setup.suite.entries.filter { $0.isPrimary && $0.label != baseline }
      .compactMap { entry in
        let own = areas(entry.label)
        guard own.count == targets.count else { return nil }
        let reading = try mean(
          zip(own, reference).map { $0 - $1 }, "auc-minus:\(baseline)", within: -1...1,
          count: targets.count * audited.count)
        return Measurement(
          target: Measurement.mean, stage: stage, attack: entry.label, reading: reading)
      }
  }
}
