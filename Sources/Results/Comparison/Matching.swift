import Auditing

/// The measurements of two runs, matched by stage, attack, metric and group.
struct Matching {
  /// A measurement that both runs have, with readings to show.
  struct Pair {
    let baseline: MeasurementSeries
    let new: MeasurementSeries
    let oldReading: Reading
    let newReading: Reading

    /// Whether the metric could be measured on a side: a stage that publishes no model has nothing to test.
    var isApplicable: Bool {
      oldReading.status != .notApplicable || newReading.status != .notApplicable
    }
  }

  private(set) var pairs: [Pair] = []
  private(set) var onlyBaseline: [MeasurementKey] = []
  private(set) var onlyNew: [MeasurementKey] = []
  private(set) var notComparable: [RunComparison.Exclusion] = []

  init(_ baseline: Run, _ new: Run) {
    let others = Dictionary(uniqueKeysWithValues: new.series.map { ($0.key, $0) })
    let attacks = Self.differentAttacks(baseline, new)
    let names = [baseline, new].flatMap { run in
      run.population.groups.flatMap(\.levels) + run.population.classNames
    }
    var seen: Set<MeasurementKey> = []
    for series in baseline.series {
      guard let other = others[series.key] else {
        onlyBaseline.append(series.key)
        continue
      }
      seen.insert(series.key)
      if let reason = series.key.attack.flatMap({ attacks[$0] })
        ?? Self.differentRule(series, other, names: names)
      {
        notComparable.append(.init(key: series.key, reason: reason))
      } else {
        pairs.append(
          Pair(
            baseline: series, new: other, oldReading: Self.shown(series),
            newReading: Self.shown(other)))
      }
    }
    onlyNew = new.series.map(\.key).filter { !seen.contains($0) }
  }

  /// The reading that stands for a run, or one without a value that says why there is none.
  private static func shown(_ series: MeasurementSeries) -> Reading {
    if let reading = series.reading { return reading }
    let measured = series.targets.count { $0.value != nil }
    return Reading(
      series.key.metric, value: nil, count: series.targets.map(\.count).reduce(0, +),
      status: series.targets.first { $0.value == nil }?.status ?? .notApplicable,
      convention: "\(measured) of \(series.targets.count) targets have a value, so there is no mean"
    )
  }

  /// Why each attack of both suites that is another one on each side is not compared.
  private static func differentAttacks(_ baseline: Run, _ new: Run) -> [String: String] {
    var reasons: [String: String] = [:]
    for entry in baseline.setup.attacks {
      guard let other = new.setup.attacks.first(where: { $0.label == entry.label }) else {
        continue
      }
      let (one, two) = (entry.declaration.part, other.declaration.part)
      if one.name != two.name {
        reasons[entry.label] =
          "'\(entry.label)' is the attack \(one.name) in the baseline and \(two.name) now"
      } else if one.version != two.version {
        reasons[entry.label] =
          "\(one.name) is version \(one.version) in the baseline and \(two.version) now"
      }
    }
    return reasons
  }

  private static func differentRule(
    _ baseline: MeasurementSeries, _ new: MeasurementSeries, names: [String]
  ) -> String? {
    // Equal conventions need no closer look, and most are equal.
    guard baseline.hasValue, new.hasValue, baseline.convention != new.convention,
      let one = baseline.rule(names: names), let two = new.rule(names: names), one != two
    else { return nil }
    return "measured by another rule: '\(one.text)' in the baseline and '\(two.text)' now"
  }
}
