import Auditing
import Results

/// What is told and measured of clients, a row for each.
extension ReportTables {
  private static let group = "client="
  private static let ownModel = "@own-model"

  /// The sections about clients at a stage; none where there are none.
  func clients(_ stage: Run.StageResult) -> [[String: Any]] {
    [measuredClients(stage), toldSets(stage)].compactMap(\.self)
  }

  /// Clients that were left out, each with its reason, in the order of the run.
  var clientsLeftOut: [(client: String, reason: String)] {
    let prefix = "fair-left-out:"
    var found: [(client: String, reason: String)] = []
    for reading in run.measurements.map(\.reading) where reading.metric.hasPrefix(prefix) {
      let client = String(reading.metric.dropFirst(prefix.count))
      guard !found.contains(where: { $0 == (client, reading.convention) }) else { continue }
      found.append((client, reading.convention))
    }
    return found
  }

  /// Attacks, decisions, records and bytes of each client.
  private func measuredClients(_ stage: Run.StageResult) -> [String: Any]? {
    let own = run.measurements.filter {
      isShown($0, at: stage.name) && $0.group.hasPrefix(Self.group)
    }
    let names = Self.distinct(own.map(\.group))
    guard !names.isEmpty else { return nil }
    let columns = columns(own)
    let rows = names.map { name -> [String] in
      let readings = own.filter { $0.group == name }
      let cells = columns.map { column -> String in
        let found = readings.first {
          $0.attack == column.attack && $0.reading.metric == column.metric
        }
        return cell(found?.reading) { decimal($0, column.places) }
      }
      return [escaped(String(name.dropFirst(Self.group.count)))] + cells
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

  /// The counts, the primary attacks and the one on the records alone, then decisions.
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
    let prefix = "client-parity:"
    let parity = Self.distinct(own.map(\.reading.metric).filter { $0.hasPrefix(prefix) }).map {
      Column(
        title: "parity gap, \(escaped(String($0.dropFirst(prefix.count)))) [95 %]", attack: nil,
        metric: $0, places: 3)
    }
    let accuracy = Column(
      title: "accuracy [95 %]", attack: nil, metric: "client-accuracy", places: 3)
    return (counts + areas + [accuracy] + parity).filter { holds($0.attack, $0.metric) }
  }

  private static func note(_ own: [Measurement], several: Int) -> String {
    let judged = own.lazy.map(\.reading).first { $0.metric == "client-accuracy" }?.convention
    let model = judged?.split(separator: ",").first.map(String.init)
    return
      "Attacks set a client's own records against never-seen ones that the same division gives to it, so that clients that differ "
      + "are not taken for a leak; `blind` sees the records alone and tells whether these two differ."
      + (model.map {
        " Accuracy and parity gaps are of \(escaped($0)), on the client's never-seen records; a gap is left open where a group has too few of them."
      } ?? "") + (several > 1 ? " Clients of the first of \(several) targets." : "")
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
      let cells = readings.map { reading in cell(reading) { decimal($0, 4) } }
      return [escaped(name)] + cells + [escaped(readings[0]?.convention ?? "")]
    }
    let table = markdownTable(
      [
        "client", "worst distance from a bound", "the same with whole levels",
        "whole levels add to the loss", "to the violation", "levels as shares",
      ], rows)
    let others = own.filter { reading in
      !names.contains { reading.metric.hasSuffix(":" + $0) }
    }.map { "- `\(escaped($0.metric))`: \(escaped($0.convention))." }
    let parts =
      (names.isEmpty ? [] : [table]) + (others.isEmpty ? [] : [others.joined(separator: "\n")])
    return [
      "title": "Clients' fair sets",
      "note":
        "What clients told of their sets, each on its own records: how far constraints are from their bounds and what whole levels cost.",
      "table": parts.joined(separator: "\n\n"),
    ]
  }

  private static func distinct(_ names: [String]) -> [String] {
    var found: [String] = []
    for name in names where !found.contains(name) { found.append(name) }
    return found
  }
}
