import Auditing
import Results

/// What is told and measured of clients, a row for each.
extension ReportTables {
  static let clientGroup = "client="
  private static let ownModel = "@own-model"

  /// The sections about clients at a stage; none where there are none.
  func clients(_ stage: Run.StageResult) -> [[String: Any]] {
    [measuredClients(stage), clientFairness(stage), toldSets(stage)].compactMap(\.self)
  }

  /// Clients that were left out, each once with its reasons, in the order of the run.
  var clientsLeftOut: [(client: String, reason: String)] {
    let prefix = "fair-left-out:"
    let found = run.measurements.map(\.reading).filter { $0.metric.hasPrefix(prefix) }
    return Self.distinct(found.map(\.metric)).map { metric in
      let reasons = Self.distinct(found.filter { $0.metric == metric }.map(\.convention))
      return (
        String(metric.dropFirst(prefix.count)), reasons.joined(separator: "; in another division: ")
      )
    }
  }

  /// The clients of all targets at a stage, as the groups of measurements name them.
  func clientGroups(_ stage: Run.StageResult) -> [String] {
    Self.distinct(
      run.measurements.filter {
        $0.stage == stage.name && $0.reading.metric == "client-records"
          && $0.group.hasPrefix(Self.clientGroup)
      }.map(\.group))
  }

  /// The cell of one of a client's measurements: the mean over targets, or the first target's and said so.
  func clientCell(
    _ metric: String, attack: String? = nil, _ stage: String, _ group: String, places: Int = 3
  ) -> String {
    func found(_ target: String) -> Reading? {
      reading(metric, stage: stage, attack: attack, of: target, group: group)
    }
    if let own = found(target) {
      guard places > 0 else { return own.value.map { decimal($0, 0) } ?? "–" }
      return cell(own) { decimal($0, places) }
    }
    guard let first = found("1") else { return "–" }
    let text = cell(first) { decimal($0, places) }
    return first.value == nil ? text : "\(text) (target 1)"
  }

  /// Attacks, decisions, records and bytes of each client.
  private func measuredClients(_ stage: Run.StageResult) -> [String: Any]? {
    let names = clientGroups(stage)
    guard !names.isEmpty else { return nil }
    let own = run.measurements.filter { $0.stage == stage.name && names.contains($0.group) }
    let columns = columns(own)
    let rows = names.map { name in
      [escaped(String(name.dropFirst(Self.clientGroup.count)))]
        + columns.map { column in
          clientCell(
            column.metric, attack: column.attack, stage.name, name, places: column.places)
        }
    }
    return [
      "title": "Clients, one by one",
      "note": Self.note(own, several: run.population.isMember.count),
      "table": markdownTable(["client"] + columns.map(\.title), rows),
    ]
  }

  private struct Column {
    let title: String
    let attack: String?
    let metric: String
    let places: Int
  }

  /// The counts, the primary attacks and the one on the records alone, then accuracy.
  private func columns(_ own: [Measurement]) -> [Column] {
    func holds(_ attack: String?, _ metric: String) -> Bool {
      own.contains { $0.attack == attack && $0.reading.metric == metric }
    }
    let counts = [
      ("records", "client-records"), ("never seen", "client-held-out"),
      ("released", "client-released"), ("bytes sent", "client-bytes"),
    ].map { Column(title: $0.0, attack: nil, metric: $0.1, places: 0) }
    let shown = run.setup.attacks.filter {
      $0.isPrimary || $0.declaration.part.name == "blind"
    }.map(\.label)
    let areas = shown.flatMap { attack in
      [
        Column(title: "AUC of `\(attack)` [95 %]", attack: attack, metric: "auc", places: 3),
        Column(
          title: "AUC of `\(attack)` on its own model [95 %]", attack: attack,
          metric: "auc" + Self.ownModel,
          places: 3),
      ]
    }
    let accuracy = Column(
      title: "accuracy [95 %]", attack: nil, metric: "client-accuracy", places: 3)
    return (counts + areas + [accuracy]).filter { holds($0.attack, $0.metric) }
  }

  private static func note(_ own: [Measurement], several: Int) -> String {
    let judged = own.lazy.map(\.reading).first {
      $0.metric == "client-accuracy" && !$0.convention.hasPrefix("mean")
    }?.convention
    let model = judged?.split(separator: ",").first.map(String.init)
    return
      "Attacks set a client's own records against never-seen ones that the same division gives to it, so that clients that differ "
      + "are not taken for a leak; `blind` sees the records alone and tells whether these two differ."
      + (model.map {
        " Accuracy is of \(escaped($0)), on the client's never-seen records."
      } ?? "")
      + (several > 1
        ? " Means over \(several) targets with Student's t intervals between them; of the first where not all have a value."
        : "")
  }

  /// What clients told of their sets: constraints before and after whole levels, and how the search ended.
  private func toldSets(_ stage: Run.StageResult) -> [String: Any]? {
    let own = run.measurements.filter {
      isShown($0, at: stage.name) && $0.attack == nil && $0.reading.metric.hasPrefix("fair-")
    }.map(\.reading)
    guard !own.isEmpty else { return nil }
    let prefix = "fair-set:"
    let names = own.map(\.metric).filter { $0.hasPrefix(prefix) }.map {
      String($0.dropFirst(prefix.count))
    }
    let kinds = ["fair-set:", "fair-released:", "fair-rounding-loss:", "fair-rounding-violation:"]
    let rows = names.map { name -> [String] in
      let readings = kinds.map { kind in own.first { $0.metric == kind + name } }
      let cells = readings.map { meanCell($0, stage.name, places: 4) }
      return [escaped(name)] + cells + [escaped(readings[0]?.convention ?? "")]
    }
    let table = markdownTable(
      [
        "client", "worst distance from a bound", "the same with whole levels",
        "whole levels add to the loss", "to the violation", "levels as shares",
      ], rows)
    let others = own.filter { reading in
      !names.contains { reading.metric.hasSuffix(":" + $0) }
    }.map { reading in
      let value = reading.value == nil ? "" : "\(meanCell(reading, stage.name, places: 4)); "
      return "- `\(escaped(reading.metric))`: \(value)\(escaped(reading.convention))."
    }
    let parts =
      (names.isEmpty ? [] : [table]) + (others.isEmpty ? [] : [others.joined(separator: "\n")])
    return [
      "title": "Clients' fair sets",
      "note":
        "What clients told of their sets, each on its own records: how far constraints are from their bounds and what whole levels cost."
        + (run.targetCount > 1 ? " Words are of target 1." : ""),
      "table": parts.joined(separator: "\n\n"),
    ]
  }

  static func distinct(_ names: [String]) -> [String] {
    var found: [String] = []
    for name in names where !found.contains(name) { found.append(name) }
    return found
  }
}
