package import Auditing
package import Settings
import Foundation

/// The settings and the comparison that both forms of RMIA share.
///
/// The score of x is the share of population points z with ratio(x) >= gamma ratio(z), where ratio(x) = p(x | target) / p(x) and
/// p(x) is a mean of probabilities over reference models. With gamma 1 it is one minus the p-value of x in the population, up
/// to ties. Scores are multiples of one over the population's size and many members may share the highest one: a
/// false-positive rate below that of the highest score cannot be had, where `rmia-ratio` still orders.
struct PopulationDominance {
  private let logGamma: Double

  init(_ settings: inout Settings) throws {
    let gamma = try settings.number(
      "gamma", default: 1, in: 1e-6...1e6,
      "how many times a dominated point's ratio fits in (2 in the paper)")
    logGamma = log(gamma)
  }

  /// The signals that both forms need.
  static let requirements: Set<SignalRequirement> = [
    .target(.loss), .references(.loss), .populationTarget(.loss), .populationReferences(.loss),
  ]

  /// For each record, how many population points it dominates.
  ///
  /// Only the record's rank among the population's ratios counts, so one sorting serves all records.
  ///
  /// - Parameters:
  ///   - ratios: The logarithm of each record's ratio.
  ///   - population: The logarithm of each population point's ratio.
  /// - Returns: A count from 0 to the number of population points.
  /// - Complexity: O((n + z) log z) for n records and z population points.
  func counts(_ ratios: [Double], over population: [Double]) -> [Int] {
    SortedSample(population.map { $0 + logGamma }).counts(atMost: ratios)
  }

  /// The share of population points that each record dominates.
  func scores(_ ratios: [Double], over population: [Double]) throws(AuditingError) -> [Double] {
    guard !population.isEmpty else {
      throw AuditingError("the population has no records to compare with")
    }
    return counts(ratios, over: population).map { Double($0) / Double(population.count) }
  }
}

/// The robust membership inference attack with reference models that did not see the records.
///
/// p(x) = ((1 + a) pOut(x) + (1 - a)) / 2, which takes the probability of x under models that saw it to be a pOut(x) + (1 - a).
/// Population points are treated alike. Where `a` is not written it is the value from 0, 0.1 ... 1 with the greatest area
/// under the curve when one reference model is attacked with the others; the target takes no part in the choice.
package struct RMIAOffline: PopulationCalibrated {
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

  private let dominance: PopulationDominance
  private let slope: Double?

  package init(_ settings: inout Settings) throws {
    dominance = try PopulationDominance(&settings)
    slope = try settings.optionalNumber(
      "a", in: 0...1, "slope of p_in in p_out; where it is not written, tuned on a reference model")
  }

  package var requirements: Set<SignalRequirement> { PopulationDominance.requirements }

  package func scores(for signals: Signals) throws -> [Double] {
    let (ratios, population) = try logRatios(signals)
    return try dominance.scores(ratios, over: population)
  }

  package func pValues(for signals: Signals) throws -> [Double] {
    let (ratios, population) = try logRatios(signals)
    return try populationPValues(ratios, among: population)
  }

  /// The logarithms of the ratios of the records and of the population.
  private func logRatios(
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

/// The robust membership inference attack with reference models on both sides of each record.
///
/// p(x) is half the mean probability of the models that saw x plus half that of those that did not, which is the plain mean
/// where each record is in half of the models, and stays unbiased where coins decided. A population point that no
/// reference model saw has only the latter mean.
package struct RMIAOnline: PopulationCalibrated {
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

  private let dominance: PopulationDominance

  package init(_ settings: inout Settings) throws {
    dominance = try PopulationDominance(&settings)
  }

  package var requirements: Set<SignalRequirement> {
    PopulationDominance.requirements.union([.referenceMembers])
  }

  package func scores(for signals: Signals) throws -> [Double] {
    let (ratios, population) = try logRatios(signals)
    return try dominance.scores(ratios, over: population)
  }

  /// Too large rather than too small: models that saw a record lower its ratio, and no model saw the population.
  package func pValues(for signals: Signals) throws -> [Double] {
    let (ratios, population) = try logRatios(signals)
    return try populationPValues(ratios, among: population)
  }

  private func logRatios(
    _ signals: Signals
  ) throws -> (records: [Double], population: [Double]) {
    let population = try signals.requiredPopulation()
    return (
      try onlineLogRatios(signals.audited, allowsUnseen: false),
      try onlineLogRatios(population, allowsUnseen: true)
    )
  }
}

/// The logarithm of p(x | target) / p(x) with p(x) the middle of the mean probabilities in and out.
///
/// - Parameters:
///   - outputs: Of the records.
///   - allowsUnseen: True where a record that no model saw has p(x) = pOut(x).
/// - Returns: One logarithm for each record.
/// - Throws: `AuditingError` where a record lacks models on a side that it needs.
func onlineLogRatios(_ outputs: Outputs, allowsUnseen: Bool) throws -> [Double] {
  let bank = try outputs.bank(.loss)
  let losses = try outputs.firstQuery(.loss)
  let references = try ReferenceProbabilities(
    bank, requiring: allowsUnseen ? [.out] : [.out, .into])
  let (out, into) = (references.logOut, references.logInto)
  return losses.indices.map { record in
    guard into[record].isFinite else { return -losses[record] - out[record] }
    // log((exp(in) + exp(out)) / 2) with the greater taken out.
    let (least, greatest) = (min(into[record], out[record]), max(into[record], out[record]))
    return -losses[record] - greatest - log1p(exp(least - greatest)) + log(2)
  }
}
