package import Auditing
package import Settings

/// The robust membership inference attack with reference models on both sides of each record.
///
/// p(x) is half the mean probability of the models that saw x plus half that of those that did not, which is the plain mean
/// where each record is in half of the models, and stays unbiased where coins decided. A population point that no
/// reference model saw has only the latter mean. P-values are too large rather than too small: models that saw a record lower
/// its ratio, and no model saw the population.
package struct RMIAOnline: PopulationDominating {
  package static let declaration = AttackDeclaration(
    Declaration(
      "rmia-online", version: 1,
      "share of the population that the record's likelihood ratio dominates"
    ),
    threatModel: ThreatModel(
      access: Access.labelProbability,
      knowledge: "population records, and reference models trained with and without each record"),
    source:
      "Zarifzadeh, Liu and Shokri 2024, the score of pairwise ratios (equations 2 and 3), online",
    isMonotone: true)

  let dominance: PopulationDominance

  package init(_ settings: inout Settings) throws {
    dominance = try PopulationDominance(&settings)
  }

  package var requirements: Set<SignalRequirement> {
    PopulationDominance.requirements.union([.referenceMembers])
  }

  /// The logarithms of the ratios of the records and of the population.
  func logRatios(
    _ signals: Signals
  ) throws -> (records: [Double], population: [Double]) {
    let population = try signals.requiredPopulation()
    return (
      try onlineLogRatios(signals.audited, allowsUnseen: false),
      try onlineLogRatios(population, allowsUnseen: true)
    )
  }
}
