package import Auditing
package import Settings

/// The likelihood ratio of noisy counts that somebody has opened.
///
/// The score is the sum over measured marginals of (excess - crowd / 2) / (variance of the noise + crowd / 4): with normal noise and canaries alone in their
/// cells it is the logarithm of the likelihood ratio, the best that can be done. Other canaries in a cell count as coins. Nobody
/// who is given the released records alone can do as well, so what this attack finds bounds the mechanism and not the release.
package struct OpenedMeasurements: Attack {
  package static let declaration = AttackDeclaration(
    Declaration(
      "opened-measurements", version: 1,
      "log-likelihood ratio of a canary in the noisy counts that a release was made of"),
    threatModel: ThreatModel(
      access: "the noisy counts before records are made of them",
      knowledge: "every record that was learnt from, but which canaries were put in"),
    source:
      "the likelihood ratio of Neyman and Pearson for the measurements of McKenna, Miklau and Sheldon 2021",
    isMonotone: false)

  package init(_ settings: inout Settings) throws {}

  package var requirements: Set<SignalRequirement> { [.openedCounts] }

  package func scores(for signals: Signals) throws -> [Double] {
    let opened = try signals.requiredRelease().openedCounts()
    let places = Dictionary(
      zip(opened.rows, opened.rows.indices), uniquingKeysWith: { first, _ in first })
    return try signals.audited.records.map { row in
      guard let place = places[row] else {
        throw AuditingError("the noisy counts were not opened for row \(row)")
      }
      return opened.deviations.indices.reduce(0.0) { sum, marginal in
        let crowd = Double(opened.crowds[marginal][place])
        let variance = opened.deviations[marginal] * opened.deviations[marginal] + crowd / 4
        return sum + (opened.excess[marginal][place] - crowd / 2) / variance
      }
    }
  }
}
