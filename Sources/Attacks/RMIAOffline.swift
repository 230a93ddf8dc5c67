package import Auditing
package import Settings

/// The robust membership inference attack with reference models that did not see the records.
///
/// p(x) = ((1 + a) pOut(x) + (1 - a)) / 2, which takes the probability of x under models that saw it to be a pOut(x) + (1 - a).
/// Population points are treated alike. Where `a` is not written it is the value from 0, 0.1 ... 1 with the greatest area
/// under the curve when one reference model is attacked with the others; the target takes no part in the choice.
package struct RMIAOffline: PopulationDominating {
  package static let declaration = AttackDeclaration(
    Declaration(
      "rmia-offline", version: 1,
      "share of the population that the record's likelihood ratio dominates"
    ),
    threatModel: ThreatModel(
      access: Access.labelProbability,
      knowledge: "population records, and reference models trained without each record"),
    source:
      "Zarifzadeh, Liu and Shokri 2024, the score of pairwise ratios (equations 2 and 3), offline",
    isMonotone: true)

  let dominance: PopulationDominance
  private let slope: Double?

  package init(_ settings: inout Settings) throws {
    dominance = try PopulationDominance(&settings)
    slope = try settings.optionalNumber(
      "a", in: 0...1, "slope of p_in in p_out; where it is not written, tuned on a reference model")
  }

  package var requirements: Set<SignalRequirement> { PopulationDominance.requirements }

  /// The logarithms of the ratios of the records and of the population.
  func logRatios(
    _ signals: Signals
  ) throws -> (records: [Double], population: [Double]) {
    let population = try signals.requiredPopulation()
    let (records, points) = (try signals.audited.bank(.loss), try population.bank(.loss))
    let own = OfflineRatios(
      losses: try signals.audited.firstQuery(.loss),
      out: try ReferenceProbabilities(records, requiring: [.out]).logOut)
    let others = OfflineRatios(
      losses: try population.firstQuery(.loss),
      out: try ReferenceProbabilities(points, requiring: [.out]).logOut)
    let slope = try slope ?? OfflineTuning(records, points, dominance: dominance).slope
    return (own.logarithms(slope: slope), others.logarithms(slope: slope))
  }
}
