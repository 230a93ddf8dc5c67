import Foundation

/// Densities of two groups of scores over common bins of one width.
struct ScoreHistogram {
  /// The first bin's lower and the last bin's upper edge.
  let range: ClosedRange<Double>
  let members: [Double]
  let nonMembers: [Double]
  /// Whether scores outside the range were counted in the end bins.
  let hasTails: Bool

  private static let binCounts = 20...60
  private static let tail = 0.005

  /// Counts scores in bins whose number follows Freedman and Diaconis (1981), from 20 to 60.
  ///
  /// The range is that between the 0.5 % and 99.5 % quantiles of all scores together.
  init(members: [Double], nonMembers: [Double]) {
    let scores = members + nonMembers
    for score in scores {
      precondition(score.isFinite, "the score \(score) has no place in a histogram")
    }
    let pooled = scores.map(bounded).sorted()
    let low = Self.quantile(pooled, Self.tail)
    let bins: Int
    if let range = axisRange(from: low, to: Self.quantile(pooled, 1 - Self.tail)) {
      self.range = range
      bins = Self.binCount(pooled, spread: range.upperBound - range.lowerBound)
    } else {
      range = axisRange(around: low, half: 0.5)
      // An odd count puts the one value into the middle of a bin.
      bins = Self.binCounts.lowerBound + 1
    }
    hasTails = pooled.contains { [range] in !range.contains($0) }
    self.members = Self.densities(members, range: range, bins: bins)
    self.nonMembers = Self.densities(nonMembers, range: range, bins: bins)
  }

  /// The smallest value with at least a share of the values at or under it; 0 without values.
  private static func quantile(_ sorted: [Double], _ share: Double) -> Double {
    guard !sorted.isEmpty else { return 0 }
    let rank = Int((share * Double(sorted.count)).rounded(.up))
    return sorted[min(max(rank, 1), sorted.count) - 1]
  }

  private static func binCount(_ sorted: [Double], spread: Double) -> Int {
    let quartiles = quantile(sorted, 0.75) - quantile(sorted, 0.25)
    let width = 2 * quartiles / cbrt(Double(sorted.count))
    guard width > 0 else { return binCounts.upperBound }
    let bins = min(spread / width, Double(binCounts.upperBound)).rounded(.up)
    return max(Int(bins), binCounts.lowerBound)
  }

  private static func densities(
    _ scores: [Double], range: ClosedRange<Double>, bins: Int
  ) -> [Double] {
    var counts = [Int](repeating: 0, count: bins)
    let width = (range.upperBound - range.lowerBound) / Double(bins)
    for score in scores {
      let place = (bounded(score) - range.lowerBound) / width
      counts[Int(min(max(place, 0), Double(bins - 1)))] += 1
    }
    return counts.map { $0 == 0 ? 0 : Double($0) / Double(scores.count) / width }
  }
}
