package import Auditing
import Foundation
package import Settings

/// The probability of membership given the target's modified entropy, from histograms of the reference models' by class.
///
/// Each class has bins of equal width in the logarithm, from the least to the greatest value of the reference models, all values
/// raised to 1e-10 before. The score is the members' share of the bin over the sum of both shares, that is the posterior at even
/// prior odds; an empty bin has the score of the nearest one that is not, the lower of two. Values beyond the bins fall
/// into the outermost. Not monotone: a histogram may rise and fall. At most as many scores as bins in a class.
package struct RiskScore: Attack {
  package static let declaration = AttackDeclaration(
    Declaration(
      "risk-score", version: 1, "probability of membership by class histograms of modified entropy"),
    threatModel: ModifiedEntropy.declaration.threatModel,
    source: "Song and Mittal 2021, the privacy risk score", isMonotone: false, fixedThreshold: 0.5)

  private let binCount: Int

  package init(_ settings: inout Settings) throws {
    binCount = try settings.integer("bins", default: 5, in: 1...1000, "bins of each histogram")
  }

  package var requirements: Set<SignalRequirement> {
    [.labels, .target(.modifiedEntropy), .references(.modifiedEntropy), .referenceMembers]
  }

  package func scores(for signals: Signals) throws -> [Double] {
    let values = try signals.audited.firstQuery(.modifiedEntropy)
    let classes = try RecordClasses(signals.audited)
    let histograms = try ClassHistograms(
      try signals.audited.bank(.modifiedEntropy), classes: classes, binCount: binCount)
    return zip(classes.ofRecord, values).map { histograms.risk(ofClass: $0, value: $1) }
  }
}

/// Histograms of a positive statistic of the reference models by class, of members and of non-members.
private struct ClassHistograms {
  private let bins: [LogarithmicBins]
  /// The members' share of the sum of both shares, for each class and bin.
  private let risks: [[Double]]

  /// The least value that is told from 0.
  static let floor = 1e-10

  init(_ bank: SignalBank, classes: RecordClasses, binCount: Int) throws {
    let totals = try classes.requiredCounts(bank)
    var ranges = Array(repeating: (least: Double.infinity, greatest: 0.0), count: classes.count)
    for records in bank.blocks {
      try bank.firstQueries(records).forEach { place, value, _ in
        let number = classes.ofRecord[records.lowerBound + place]
        ranges[number].least = min(ranges[number].least, max(Self.floor, value))
        ranges[number].greatest = max(ranges[number].greatest, max(Self.floor, value))
      }
    }
    let bins = ranges.map { LogarithmicBins(from: $0.least, to: $0.greatest, count: binCount) }
    let none = Array(repeating: Array(repeating: 0.0, count: binCount), count: classes.count)
    var (into, out) = (none, none)
    for records in bank.blocks {
      try bank.firstQueries(records).forEach { place, value, isIncluded in
        let number = classes.ofRecord[records.lowerBound + place]
        let bin = bins[number].place(of: max(Self.floor, value))
        if isIncluded { into[number][bin] += 1 } else { out[number][bin] += 1 }
      }
    }
    self.bins = bins
    risks = totals.indices.map { number in
      Self.risks(
        into: into[number].map { $0 / Double(totals[number].into) },
        out: out[number].map { $0 / Double(totals[number].out) })
    }
  }

  func risk(ofClass number: Int, value: Double) -> Double {
    risks[number][bins[number].place(of: max(Self.floor, value))]
  }

  private static func risks(into: [Double], out: [Double]) -> [Double] {
    let filled = into.indices.filter { into[$0] + out[$0] > 0 }
    return into.indices.map { bin in
      // The first of the least distances is the lower neighbour, because places ascend.
      let nearest = filled.min { abs($0 - bin) < abs($1 - bin) } ?? bin
      return into[nearest] / (into[nearest] + out[nearest])
    }
  }
}

/// Bins of equal width in the logarithm; the last one holds its upper edge.
private struct LogarithmicBins {
  let lowest: Double
  let width: Double
  let count: Int

  init(from least: Double, to greatest: Double, count: Int) {
    lowest = log(least)
    width = (log(greatest) - lowest) / Double(count)
    self.count = count
  }

  func place(of value: Double) -> Int {
    guard width > 0 else { return 0 }
    return Int(min(Double(count - 1), max(0, (log(value) - lowest) / width)))
  }
}
