package import Auditing
package import Settings

/// One minus the record's p-value in the population: the share of the population on which the target's loss is greater.
///
/// The published rule calls a record a member where its loss is at most the alpha-quantile of the population's, which is where the
/// p-value is at most alpha. Equal losses count against membership. Scores are multiples of one over the population's
/// size, and order records as minus the loss does, with more ties.
package struct AttackP: PopulationCalibrated {
  package static let declaration = AttackDeclaration(
    Declaration("attack-p", version: 1, "share of the population with a greater loss"),
    threatModel: ThreatModel(
      access: Access.labelProbability,
      knowledge: "records of the population that the target never saw"),
    source: "Ye et al. 2022, attack P", isMonotone: true)

  package init(_ settings: inout Settings) throws {}

  package var requirements: Set<SignalRequirement> {
    [.target(.loss), .populationTarget(.loss)]
  }

  package func scores(for signals: Signals) throws -> [Double] {
    let losses = try signals.audited.firstQuery(.loss)
    let population = SortedSample(try signals.requiredPopulation().firstQuery(.loss))
    let size = Double(population.values.count)
    guard size > 0 else { throw AuditingError("the population has no records to compare with") }
    return population.counts(atMost: losses).map { 1 - Double($0) / size }
  }

  package func pValues(for signals: Signals) throws -> [Double] {
    try populationPValues(
      signals.audited.firstQuery(.loss).map { -$0 },
      among: signals.requiredPopulation().firstQuery(.loss).map { -$0 })
  }
}
