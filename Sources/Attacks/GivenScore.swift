package import Auditing

/// A score that somebody else computed, as it stands.
package struct GivenScore: OneOutputAttack {
  package static let declaration = AttackDeclaration(
    Declaration(
      "given-score", version: 1,
      "the score that was brought, turned so that higher is more member-like"),
    threatModel: ThreatModel(
      access: "whatever the score was computed from", knowledge: "not known to this tool"),
    source: "the files that were brought", isMonotone: true)

  static let statistic = OutputStatistic.given
}
