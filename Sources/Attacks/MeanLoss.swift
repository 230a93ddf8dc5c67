package import Auditing
package import Settings
import Tensors

/// The mean loss of the target over the queries of a record, negated.
///
/// Yu et al. 2021: a member if (1/N) sum l_i is below a threshold, over the record's augmented copies. The queries are the
/// record itself and the versions that the experiment asks about; with one query this is `m-loss`.
package struct MeanLoss: Attack {
  package static let declaration = AttackDeclaration(
    Declaration("m-mean", version: 1, "minus the target's mean cross-entropy over the queries"),
    threatModel: ThreatModel(
      access: "the target's probability of each record's label, for several versions of the record",
      knowledge: "the records, their labels and how versions are made"),
    source: "Yu et al. 2021, M_mean", isMonotone: true)

  package init(_ settings: inout Settings) throws {}

  package var requirements: Set<SignalRequirement> { [.target(.loss)] }

  package func scores(for signals: Signals) throws -> [Double] {
    let losses = try signals.audited.values(.loss)
    return (0..<losses.rowCount).map { record in
      -(losses.row(record).reduce(0, +) / Double(losses.rowLength))
    }
  }
}
