package import Auditing

/// What a measurement is of, apart from its target: what two runs are matched by.
package struct MeasurementKey: Hashable, Sendable {
  /// The stage, such as `1 train`.
  package let stage: String
  /// The attack's label in its suite; nil for a metric of the model itself.
  package let attack: String?
  /// The metric with its parameter.
  package let metric: String
  /// The group of records, or `all`.
  package let group: String

  /// Creates a key.
  package init(stage: String, attack: String?, metric: String, group: String) {
    self.stage = stage
    self.attack = attack
    self.metric = metric
    self.group = group
  }

  init(_ measurement: Measurement) {
    self.init(
      stage: measurement.stage, attack: measurement.attack, metric: measurement.reading.metric,
      group: measurement.group)
  }
}

/// One metric's readings on all targets of a run.
package struct MeasurementSeries: Equatable, Sendable {
  /// What was measured.
  package let key: MeasurementKey
  /// One reading for each target, in their order; none where only the mean was measured.
  package fileprivate(set) var targets: [Reading] = []
  /// The mean over targets; nil where there is one target, or one without a value.
  package fileprivate(set) var mean: Reading?

  /// The reading that stands for the run: the mean, or the only target's; nil where several targets have no mean.
  package var reading: Reading? {
    if let mean { return mean }
    return targets.count == 1 ? targets[0] : nil
  }

  /// The values of the targets; nil where one has none.
  package var values: [Double]? {
    let values = targets.compactMap(\.value)
    return values.count == targets.count && !values.isEmpty ? values : nil
  }
}

extension Run {
  /// All series of measurements, in the order of the run.
  package var series: [MeasurementSeries] {
    var places: [MeasurementKey: Int] = [:]
    var series: [MeasurementSeries] = []
    for measurement in measurements {
      let key = MeasurementKey(measurement)
      let place = places[key] ?? series.count
      if place == series.count {
        places[key] = place
        series.append(MeasurementSeries(key: key))
      }
      if measurement.target == Measurement.mean {
        series[place].mean = measurement.reading
      } else {
        series[place].targets.append(measurement.reading)
      }
    }
    return series
  }

  /// The scores of one attack for one target, of all records or of one group; nil where there are none.
  func scores(_ key: MeasurementKey, target: Int) throws -> Scores? {
    guard let stage = stages.first(where: { $0.name == key.stage }),
      let own = stage.scores.first(where: { $0.attack == key.attack }),
      own.values.indices.contains(target)
    else { return nil }
    let all = try Scores(values: own.values[target], isMember: population.isMember[target])
    guard key.group != Measurement.all else { return all }
    guard let positions = positions(ofGroup: key.group) else { return nil }
    return try all.selecting(positions)
  }

  /// The places among the audited records of a group such as `sex=female`; nil where there is no such group.
  private func positions(ofGroup name: String) -> [Int]? {
    for group in population.groups {
      for (code, level) in group.levels.enumerated() where "\(group.name)=\(level)" == name {
        return group.codes.indices.filter { group.codes[$0] == code }
      }
    }
    return nil
  }
}
