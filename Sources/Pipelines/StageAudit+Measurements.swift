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
    var measurements: [Measurement] = []
    let ofModels = try await concurrentMap(Array(targets.indices), width: threads) {
      try self.measureModel($0, stage: stage)
    }
    for target in targets.indices {
      measurements += ofModels[target]
      measurements += try await concurrentMap(result.scores, width: threads) { scores in
        try self.measureAttack(scores, target: target, stage: result.name)
      }.flatMap(\.self)
    }
    guard targets.count > 1 else { return measurements }
    return try measurements
      + TargetMeans(targets: targets.count, values: possibleValues).means(of: measurements)
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
    let calibrated = stage.pValues.isEmpty ? [] : self.calibrated(stage.pValues[target], target)
    return try calibrated.map { measurement($0) }
      + (cells + memberCells[target]).flatMap { cell in
        let evidence = Evidence.attack(
          try scores.selecting(cell.positions), threshold: stage.threshold)
        return try setup.suite.metrics.flatMap { try $0.readings(of: evidence) }.map {
          measurement($0, group: cell.group)
        }
      }
  }

  /// How many members and non-members have a p-value among the population at most that at which attacks are compared.
  private func calibrated(_ pValues: [Double], _ target: Int) -> [Reading] {
    let (limit, size) = (Self.comparedRate, plan.population.count)
    return [("tpr@p<=\(limit)", true), ("fpr@p<=\(limit)", false)].map { name, side in
      let own = zip(pValues, isMember[target]).filter { $0.1 == side }
      guard 1 / Double(size + 1) <= limit, !own.isEmpty else {
        return Reading(
          name, value: nil, count: own.count, status: .notResolvable,
          convention:
            "p-values among \(size) population records are \(1 / Double(size + 1)) at least")
      }
      let found = own.count { $0.0 <= limit }
      return Reading(
        name, value: Double(found) / Double(own.count),
        interval: clopperPearson(successes: found, trials: own.count, level: 0.95),
        count: own.count,
        convention:
          "p = (1 + population records with a score at least as high) / (1 + \(size)); interval: "
          + "Clopper-Pearson, of this population")
    }
  }

  /// A mean of differences with Student's t interval between targets.
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

  /// How far each primary attack's AUC, and its TPR at a low FPR, exceed the baseline's, target by target.
  private func differences(
    _ measurements: [Measurement], stage: String
  ) throws -> [Measurement] {
    let baseline = setup.suite.baseline
    let compared = [
      (AreaUnderCurve.name, "auc-minus:\(baseline)"),
      ("tpr@fpr<=\(Self.comparedRate)", rateDifferenceName),
    ]
    func values(_ metric: String, of attack: String) -> [Double] {
      measurements.filter {
        $0.attack == attack && $0.group == Measurement.all && $0.reading.metric == metric
      }.compactMap(\.reading.value)
    }
    return try setup.suite.entries.filter { $0.isPrimary && $0.label != baseline }
      .flatMap { entry in
        try compared.compactMap { metric, name in
          let (own, reference) = (values(metric, of: entry.label), values(metric, of: baseline))
          guard own.count == targets.count, reference.count == targets.count else { return nil }
          let reading = try mean(
            zip(own, reference).map { $0 - $1 }, name, within: -1...1,
            count: targets.count * audited.count)
          return Measurement(
            target: Measurement.mean, stage: stage, attack: entry.label, reading: reading)
        }
      }
  }
}
