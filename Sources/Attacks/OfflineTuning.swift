import Auditing
import Foundation

/// The likelihood ratios of records under reference models that did not see them, for any slope of p_in in p_out.
struct OfflineRatios {
  private let losses: [Double]
  private let logOut: [Double]
  private let out: [Double]

  /// Takes the target's losses and the logarithms of the mean probabilities of the models without each record.
  init(losses: [Double], out logOut: [Double]) {
    (self.losses, self.logOut) = (losses, logOut)
    out = logOut.map { exp($0) }
  }

  /// The logarithm of p(x | target) / p(x) with p(x) = ((1 + a) pOut(x) + (1 - a)) / 2.
  func logarithms(slope: Double) -> [Double] {
    losses.indices.map { record in
      // At 1 the mean is that of p_out alone, whose logarithm is there even where it underflows.
      slope == 1
        ? -losses[record] - logOut[record]
        : -losses[record] - log(((1 + slope) * out[record] + (1 - slope)) / 2)
    }
  }
}

/// The choice of offline RMIA's slope by attacking one reference model with the others.
struct OfflineTuning {
  /// The best of the grid; the least of equals.
  let slope: Double

  /// The values that are tried.
  static let grid = (0...10).map { Double($0) / 10 }

  /// Attacks a reference model that saw some of the records and compares it with population points that it did not see.
  ///
  /// Reference models that learned from the population are attacked on it, with the records as their population.
  ///
  /// - Parameters:
  ///   - records: The reference models' losses on the records that are attacked.
  ///   - population: The same models' losses on the population.
  ///   - dominance: The comparison.
  /// - Throws: `AuditingError` where no reference model can be attacked.
  init(_ records: SignalBank, _ population: SignalBank, dominance: PopulationDominance) throws {
    for (attacked, others) in [(records, population), (population, records)] {
      guard let model = try Self.typicalModel(attacked) else { continue }
      let isPoint = others.inclusion.row(model).map { !$0 }
      guard isPoint.contains(true) else { continue }
      do {
        let ratios = try Self.ratios(attacked, of: model)
        let points = try Self.ratios(others, of: model)
        let isMember = Array(attacked.inclusion.row(model))
        slope = Self.best { slope in
          let population = zip(points.logarithms(slope: slope), isPoint).filter(\.1).map(\.0)
          let counts = dominance.counts(ratios.logarithms(slope: slope), over: population)
          return Self.area(counts, isMember: isMember, most: population.count)
        }
        return
      } catch let error as AuditingError {
        throw AuditingError(
          "'a' cannot be tuned by attacking reference model \(model) with the others, write it: "
            + error.description)
      }
    }
    throw AuditingError(
      "'a' cannot be tuned where no reference model saw some of the records only: write it")
  }

  private static func ratios(_ bank: SignalBank, of model: Int) throws -> OfflineRatios {
    OfflineRatios(
      losses: try bank.firstQueries(ofModel: model),
      out: try ReferenceProbabilities(bank.leavingOut(model), requiring: [.out]).logOut)
  }

  /// The model whose losses on what it saw and what it did not differ by the median amount, so that the order of models does not
  /// matter; nil where none saw some of the records only.
  private static func typicalModel(_ bank: SignalBank) throws -> Int? {
    let gaps = try bank.derived(LossGaps.self).gaps
    let own = bank.models.compactMap { model in gaps[model].map { (gap: $0, model: model) } }
    guard !own.isEmpty else { return nil }
    return own.sorted { $0 < $1 }[own.count / 2].model
  }

  private static func best(_ area: (Double) -> Int) -> Double {
    var (best, greatest) = (grid[0], -1)
    for slope in grid {
      let area = area(slope)
      if area > greatest { (best, greatest) = (slope, area) }
    }
    return best
  }

  /// Twice the number of pairs of a member and a non-member in which the member has the higher score, a tie counting half.
  static func area(_ counts: [Int], isMember: [Bool], most: Int) -> Int {
    var members = Array(repeating: 0, count: most + 1)
    var others = members
    for (count, isMember) in zip(counts, isMember) {
      if isMember { members[count] += 1 } else { others[count] += 1 }
    }
    var (below, area) = (0, 0)
    for count in 0...most {
      area += members[count] * (2 * below + others[count])
      below += others[count]
    }
    return area
  }
}

/// How much higher each reference model's mean loss is on what it did not see than on what it saw.
private struct LossGaps: DerivedFromBank {
  /// By model; nil where it saw all records or none.
  let gaps: [Double?]

  init(_ bank: SignalBank) throws {
    gaps = try bank.models.map { model in
      let seen = bank.inclusion.trainingSize(model)
      guard seen > 0 && seen < bank.recordCount else { return nil }
      let sums = Self.sums(
        try bank.firstQueries(ofModel: model), isMember: Array(bank.inclusion.row(model)))
      return sums.other / Double(bank.recordCount - seen) - sums.member / Double(seen)
    }
  }

  /// The sums of the losses on either side, without branches, because a half is on either side at random.
  private static func sums(
    _ losses: [Double], isMember: [Bool]
  ) -> (member: Double, other: Double) {
    let losses = losses.span
    let isMember = isMember.span
    var sums = (member: 0.0, other: 0.0)
    for record in losses.indices {
      sums.member += isMember[record] ? losses[record] : 0
      sums.other += isMember[record] ? 0 : losses[record]
    }
    return sums
  }
}
