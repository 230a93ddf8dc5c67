package import Auditing
package import Settings

/// What a variant of the Monte-Carlo attack makes of the released records around a record.
package protocol MonteCarloVariant: Sendable {
  /// The name of the attack.
  static var name: String { get }
  /// What the score is, for its summary.
  static var summary: String { get }
  /// The equation in the paper.
  static var equation: String { get }
  /// The score before division by the number of released records.
  static func totals(_ neighborhoods: ReleaseNeighborhoods) -> [Double]
}

/// Each released record within the radius counts the same.
package enum MonteCarloCounts: MonteCarloVariant {
  package static let name = "monte-carlo"
  package static let summary = "share of released records within the median nearest distance"
  package static let equation = "eq. 3 and 4"

  package static func totals(_ neighborhoods: ReleaseNeighborhoods) -> [Double] {
    neighborhoods.counts.map(Double.init)
  }
}

/// Each released record within the radius counts by the logarithm of how much nearer it is.
package enum MonteCarloDistances: MonteCarloVariant {
  package static let name = "monte-carlo-distance"
  package static let summary =
    "share of released records within the median nearest distance, weighted by nearness"
  package static let equation = "the distance form of eq. 3"

  package static func totals(_ neighborhoods: ReleaseNeighborhoods) -> [Double] {
    neighborhoods.closeness
  }
}

/// The Monte-Carlo attack of Hilprecht, Haerterich and Bernau.
///
/// The score is the share of released records within a radius of the record, which estimates how much of its output the generator puts
/// there. The radius is the median over the attacked records of the distance to the nearest released one, the authors'
/// heuristic; distances are Gower's, or the paper's Euclidean ones. Weighted by distance, each counts log(radius / distance) in place of the authors'
/// -log(distance), which depends on the unit of distances; below a thousandth of the radius all distances count the same.
package struct MonteCarlo<Variant: MonteCarloVariant>: Attack {
  package static var declaration: AttackDeclaration {
    AttackDeclaration(
      Declaration(Variant.name, version: 1, Variant.summary),
      threatModel: ThreatModel(
        access: "the released records", knowledge: "records to ask about"),
      source:
        "Hilprecht, Haerterich and Bernau 2019, \(Variant.equation), by default in Gower's distance",
      isMonotone: false)
  }

  private let distance: RecordSpace

  package init(_ settings: inout Settings) throws {
    distance = try settings.choice(
      "distance", default: RecordSpace.gower,
      "how records are compared; images have the Euclidean distance only")
  }

  package var requirements: Set<SignalRequirement> { [.releasedWithin(distance)] }

  package func scores(for signals: Signals) throws -> [Double] {
    let release = try signals.requiredRelease()
    let count = Double(release.released.count)
    return Variant.totals(try release.releasedWithin(distance)).map { $0 / count }
  }
}
