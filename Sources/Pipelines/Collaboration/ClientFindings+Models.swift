import Auditing
import Metrics
import Models
import Tables
import Tensors

extension ClientFindings {
  /// The attacks on the server's model, on one client's records, and how the model decides on records like these.
  mutating func model(
    _ observation: Observation, scores: [(attack: String, scores: [Double])], of client: Client
  ) throws {
    let positions = positions(client.rows)
    for (label, all) in scores where !all.isEmpty && positions.count == client.rows.count {
      guard let entry = setup.suite.entries.first(where: { $0.label == label }) else { continue }
      try area(AreaUnderCurve.name, entry, of: client) { positions.map { all[$0] } }
    }
    guard let predicted = observation.predicted else { return }
    let held = self.positions(client.heldOut)
    guard !held.isEmpty, held.count == client.heldOut.count else { return }
    try judge(
      held.map { predicted[$0] }, setup.records.dataset, of: client, "the server's model"
    ) { positive in
      observation.probability(of: positive).map { all in held.map { all[$0] } }
    }
  }

  /// The attacks on the model that the client handed out, where they need no more than its outputs.
  mutating func own(_ observation: Observation?, of client: Client) throws {
    let positions = positions(client.rows)
    guard let observation, positions.count == client.rows.count else { return }
    let label = setup.records.dataset.label
    let target = observation.statistics.mapValues { values in
      let width = values.rowLength
      return Tensor(
        shape: [positions.count, width],
        scalars: positions.flatMap { values.scalars[$0 * width..<($0 + 1) * width] })
    }
    for entry in setup.suite.entries {
      let signals = Signals(
        audited: try Outputs(
          records: client.rows, labels: client.rows.map { label.codes[$0] }, target: target,
          references: [:]),
        seed: setup.seed)
      guard signals.missing(entry.attack.requirements).isEmpty else { continue }
      try area(Self.ownModel, entry, of: client) { try entry.attack.scores(for: signals) }
    }
  }

  /// The places of rows among the audited records; those that are not audited are passed over.
  private func positions(_ rows: [Int]) -> [Int] {
    let places = Dictionary(uniqueKeysWithValues: setup.audited.enumerated().map { ($1, $0) })
    return rows.compactMap { places[$0] }
  }
}
