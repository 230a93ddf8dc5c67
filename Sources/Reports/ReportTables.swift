import Auditing
import Results
import Statistics

/// Looks measurements up and sets them in tables.
struct ReportTables {
  let run: Run
  /// The target whose rows the tables show: the mean where there are several.
  let target: String
  private let index: [Key: Reading]

  private struct Key: Hashable {
    let target: String
    let stage: String
    let attack: String?
    let group: String
    let metric: String
  }

  init(_ run: Run) {
    self.run = run
    target = run.targetCount > 1 ? Measurement.mean : "1"
    var index: [Key: Reading] = [:]
    for measurement in run.measurements {
      let key = Key(
        target: measurement.target, stage: measurement.stage, attack: measurement.attack,
        group: measurement.group, metric: measurement.reading.metric)
      index[key] = measurement.reading
    }
    self.index = index
  }

  /// The reading of a metric for the shown target; for one without a mean, the first target's.
  func reading(
    _ metric: String, stage: String, attack: String?, group: String = Measurement.all
  ) -> Reading? {
    let own = Key(target: target, stage: stage, attack: attack, group: group, metric: metric)
    let first = Key(target: "1", stage: stage, attack: attack, group: group, metric: metric)
    return index[own] ?? index[first]
  }

  /// The reading of a metric for one target.
  func reading(
    _ metric: String, stage: String, attack: String?, of target: String,
    group: String = Measurement.all
  ) -> Reading? {
    index[Key(target: target, stage: stage, attack: attack, group: group, metric: metric)]
  }

  /// The names of all metrics that start with a prefix, in the order of the run.
  func metrics(prefix: String) -> [String] {
    var names: [String] = []
    for measurement in run.measurements where measurement.reading.metric.hasPrefix(prefix) {
      if !names.contains(measurement.reading.metric) { names.append(measurement.reading.metric) }
    }
    return names
  }

  /// The attacks that could not run at one stage, by reason.
  func notRun(_ stage: Run.StageResult) -> [String] {
    var reasons: [String] = []
    for scores in stage.scores where !scores.reason.isEmpty && !reasons.contains(scores.reason) {
      reasons.append(scores.reason)
    }
    return reasons.map { reason in
      let attacks = stage.scores.filter { $0.reason == reason }.map { "`\($0.attack)`" }
      return "\(attacks.joined(separator: ", ")): \(reason)"
    }
  }

  /// The table of the attacks that ran at one stage.
  func attacks(_ stage: Run.StageResult) -> String {
    let rates = metrics(prefix: "tpr@fpr<=")
    let header =
      ["attack", "AUC [95 %]"] + rates.map { "TPR at FPR ≤ \(percentLimit($0))" }
      + ["members above every non-member", "balanced accuracy"]
    let ran = zip(stage.scores, run.setup.attacks).filter { $0.0.reason.isEmpty }
    let rows = ran.map { scores, entry in
      let name = "`\(entry.label)`\(entry.isPrimary ? " (primary)" : "")"
      func cell(_ metric: String, _ format: (Double) -> String) -> String {
        self.cell(reading(metric, stage: stage.name, attack: entry.label), format)
      }
      return [name, cell("auc") { decimal($0) }] + rates.map { cell($0) { percent($0) } }
        + [aboveAll(stage.name, entry.label), cell("balanced-accuracy") { decimal($0) }]
    }
    return markdownTable(header, rows)
  }

  private func percentLimit(_ metric: String) -> String {
    guard let rate = Double(metric.dropFirst("tpr@fpr<=".count)) else { return metric }
    return "\(shortest(rate * 100)) %"
  }

  private func shortest(_ value: Double) -> String {
    let rounded = (value * 1e9).rounded() / 1e9
    return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
  }

  private func aboveAll(_ stage: String, _ attack: String) -> String {
    guard let found = reading("tpr@fpr=0", stage: stage, attack: attack), let value = found.value
    else { return "–" }
    guard run.targetCount == 1 else { return "\(percent(value, 2)) of members on average" }
    return found.convention.replacing(" members above every non-member", with: "")
  }

  /// A value with its interval, or why there is none.
  func cell(_ reading: Reading?, _ format: (Double) -> String) -> String {
    guard let reading else { return "–" }
    guard let value = reading.value else {
      switch reading.status {
      case .notResolvable: return "not resolvable"
      case .notCalibrated: return "not calibrated"
      case .notApplicable, .ok: return "–"
      }
    }
    guard let interval = reading.interval else { return format(value) }
    return "\(format(value)) [\(format(interval.low)), \(format(interval.high))]"
  }

  /// The accuracy of the model after each stage.
  func accuracy() -> String? {
    let rows = run.stages.compactMap { stage -> [String]? in
      guard let train = reading("train-accuracy", stage: stage.name, attack: nil) else {
        return nil
      }
      let test = reading("test-accuracy", stage: stage.name, attack: nil)
      return [escaped(stage.name), cell(train) { percent($0) }, cell(test) { percent($0) }]
    }
    guard !rows.isEmpty else { return nil }
    return markdownTable(["after stage", "on members (train)", "on non-members (test)"], rows)
  }

  /// The AUC of the primary attacks by group at one stage.
  func groups(_ stage: Run.StageResult) -> String? {
    let primary = run.setup.attacks.filter(\.isPrimary).map(\.label)
    let rows = run.population.groups.flatMap { group in
      group.levels.enumerated().map { code, level in
        let name = "\(group.name)=\(level)"
        let cells = primary.map { attack in
          cell(reading("auc", stage: stage.name, attack: attack, group: name)) { decimal($0) }
        }
        return [escaped(name), "\(group.codes.count { $0 == code })"] + cells
      }
    }
    let parts = memberParts(stage.name).map { name in
      [escaped(name), ""]
        + primary.map { attack in
          cell(reading("auc", stage: stage.name, attack: attack, group: name)) { decimal($0) }
        }
    }
    guard !(rows + parts).isEmpty,
      stage.scores.contains(where: { primary.contains($0.attack) && $0.reason.isEmpty })
    else { return nil }
    return markdownTable(
      ["group", "records"] + primary.map { "AUC of `\($0)` [95 %]" }, rows + parts)
  }

  /// The parts of the members that are measured apart, such as forgotten ones, each beside all non-members.
  private func memberParts(_ stage: String) -> [String] {
    var names: [String] = []
    for measurement in run.measurements
    where measurement.stage == stage && measurement.group.hasPrefix("membership=") {
      if !names.contains(measurement.group) { names.append(measurement.group) }
    }
    return names
  }

  /// Each attack's threat model, version and source.
  func threatModels() -> String {
    markdownTable(
      ["attack", "version", "what the attacker sees", "what else the attacker has", "source"],
      run.setup.attacks.map { entry in
        let declaration = entry.declaration
        let name =
          entry.label == declaration.part.name
          ? "`\(entry.label)`" : "`\(entry.label)` (\(declaration.part.name))"
        return [
          name, "\(declaration.part.version)", declaration.threatModel.access,
          declaration.threatModel.knowledge, declaration.source,
        ]
      })
  }

  /// Every input with its hash.
  func inputs() -> String {
    markdownTable(
      ["input", "bytes", "records", "SHA-256"],
      run.setup.inputs.map {
        [
          escaped($0.name), "\($0.byteCount)", $0.recordCount > 0 ? "\($0.recordCount)" : "–",
          "`\($0.sha256)`",
        ]
      })
  }
}
