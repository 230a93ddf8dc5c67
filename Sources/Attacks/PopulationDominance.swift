import Auditing
import Foundation
import Settings

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

/// A form of RMIA: its score is the share of the population whose ratios the record's dominates.
protocol PopulationDominating: PopulationCalibrated {
  /// The comparison with its settings.
  var dominance: PopulationDominance { get }

  /// The logarithms of the ratios of the records and of the population.
  func logRatios(_ signals: Signals) throws -> (records: [Double], population: [Double])
}

extension PopulationDominating {
  package func scores(for signals: Signals) throws -> [Double] {
    let (ratios, population) = try logRatios(signals)
    return try dominance.scores(ratios, over: population)
  }

  package func pValues(for signals: Signals) throws -> [Double] {
    let (ratios, population) = try logRatios(signals)
    return try populationPValues(ratios, among: population)
  }
}
