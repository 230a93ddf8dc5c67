import Auditing

extension GateSelection {
  /// Says whether a text is of a pattern's form, in which `*` stands for any text.
  static func matches(_ text: String, _ pattern: String) -> Bool {
    let (text, pattern) = (Array(text), Array(pattern))
    // The classical two-pointer scan: on a mismatch the last star takes one more character.
    var (place, next) = (0, 0)
    var star: (pattern: Int, text: Int)?
    while place < text.count {
      if next < pattern.count, pattern[next] == "*" {
        star = (next, place)
        next += 1
      } else if next < pattern.count, pattern[next] == text[place] {
        place += 1
        next += 1
      } else if let last = star {
        star = (last.pattern, last.text + 1)
        place = last.text + 1
        next = last.pattern + 1
      } else {
        return false
      }
    }
    return pattern[next...].allSatisfy { $0 == "*" }
  }

  /// The measurements of a run that the rule is about, in the order of the run.
  ///
  /// - Parameters:
  ///   - series: The measurements.
  ///   - run: Their run.
  /// - Returns: Those that match.
  func series(_ series: [MeasurementSeries], of run: Run) -> [MeasurementSeries] {
    let primary = Set(run.setup.attacks.filter(\.isPrimary).map(\.label))
    let matching = series.filter { one in
      Self.matches(one.key.metric, metric) && Self.matches(one.key.group, group)
        && matches(attack: one.key.attack, primary: primary)
    }
    guard stage == Self.last else {
      return matching.filter { Self.matches($0.key.stage, stage) }
    }
    let order = Dictionary(uniqueKeysWithValues: run.stages.enumerated().map { ($1.name, $0) })
    var last: [DeclaredMeasurement: Int] = [:]
    for one in matching {
      let name = Self.name(one.key)
      last[name] = max(last[name] ?? -1, order[one.key.stage] ?? -1)
    }
    return matching.filter { last[Self.name($0.key)] == order[$0.key.stage] ?? -1 }
  }

  /// A measurement without its stage.
  private static func name(_ key: MeasurementKey) -> DeclaredMeasurement {
    DeclaredMeasurement(attack: key.attack, metric: key.metric, group: key.group)
  }

  private func matches(attack label: String?, primary: Set<String>) -> Bool {
    switch (attack, label) {
    case (Self.primary, nil): true
    case (Self.primary, .some(let label)): primary.contains(label)
    case ("-", nil): true
    case (_, nil): false
    case (let pattern, .some(let label)): Self.matches(label, pattern)
    }
  }
}

extension MeasurementKey {
  /// The key on one line, such as `lira-online auc, sex=f, 1 train`.
  package var text: String {
    let own = attack.map { "\($0) \(metric)" } ?? metric
    return [own, group == Measurement.all ? nil : group, stage].compactMap(\.self)
      .joined(separator: ", ")
  }
}
