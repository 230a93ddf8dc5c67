import Foundation
package import Statistics

/// MIMIC: every place given one other, along the chain of least entropy (De Bonet, Isbell and Viola 1997).
package struct MutualInformationChain: DistributionEstimator {
  package static let name = "mimic"

  private let plan: SearchPlan

  package init(_ plan: SearchPlan) { self.plan = plan }

  package func maximise(
    places count: Int, using generator: inout SeededGenerator, fitness: ([Bool]) -> Double
  ) -> SearchResult {
    precondition(count > 0, "a candidate without a place")
    var best = BestCandidate()
    var chosen = plan.selection(&best, fitness: fitness) {
      (0..<count).map { _ in generator.bernoulli(0.5) }
    }
    for _ in 1..<max(1, plan.generations) {
      let chain = BinaryChain(fittedOn: chosen)
      chosen = plan.selection(&best, fitness: fitness) { chain.sample(using: &generator) }
    }
    let shares = (0..<count).map { place in
      Double(chosen.count { $0[place] }) / Double(chosen.count)
    }
    return SearchResult(
      best: best.candidate, fitness: best.fitness, shares: shares, evaluations: best.evaluations)
  }
}

/// A Markov chain over places in an order of its own, fitted greedily.
///
/// It begins with the place of least entropy; then always the place of least entropy given the one before. Shares are smoothed by half a
/// candidate on either side.
package struct BinaryChain: Equatable, Sendable {
  /// The places from the chain's beginning to its end.
  package let order: [Int]
  /// The share of ones at the first place.
  private let first: Double
  /// For each further place the share of ones where the place before it is zero, and where it is one.
  private let given: [(zero: Double, one: Double)]

  package static func == (left: BinaryChain, right: BinaryChain) -> Bool {
    left.order == right.order && left.first == right.first
      && left.given.elementsEqual(right.given, by: ==)
  }

  /// Fits a chain.
  ///
  /// - Parameter candidates: At least one, of equally many places.
  /// - Complexity: O(candidates x places²).
  package init(fittedOn candidates: [[Bool]]) {
    let counts = PairCounts(candidates)
    var left = Array(0..<counts.places)
    func take(_ entropy: (Int) -> Double) -> Int {
      let values = left.map(entropy)
      let least = values.indices.min { (values[$0], $0) < (values[$1], $1) } ?? 0
      return left.remove(at: least)
    }
    var order = [take { binaryEntropy(counts.share($0)) }]
    var given: [(zero: Double, one: Double)] = []
    while let last = order.last, !left.isEmpty {
      let next = take { counts.entropy(of: $0, given: last) }
      given.append(counts.shares(of: next, given: last))
      order.append(next)
    }
    first = counts.share(order[0])
    (self.order, self.given) = (order, given)
  }

  /// Draws a candidate.
  package func sample(using generator: inout SeededGenerator) -> [Bool] {
    var candidate = Array(repeating: false, count: order.count)
    candidate[order[0]] = generator.bernoulli(first)
    for (position, shares) in given.enumerated() {
      let share = candidate[order[position]] ? shares.one : shares.zero
      candidate[order[position + 1]] = generator.bernoulli(share)
    }
    return candidate
  }
}

/// How often places are one, alone and together.
private struct PairCounts {
  let places: Int
  private let total: Double
  /// Places x places: candidates with both; on the diagonal those with one.
  private var both: [Double]

  init(_ candidates: [[Bool]]) {
    precondition(!candidates.isEmpty, "no candidate to learn from")
    places = candidates[0].count
    total = Double(candidates.count)
    both = Array(repeating: 0, count: places * places)
    for candidate in candidates {
      for row in 0..<places where candidate[row] {
        for column in 0..<places where candidate[column] { both[row * places + column] += 1 }
      }
    }
  }

  private func ones(_ place: Int) -> Double { both[place * (places + 1)] }

  func share(_ place: Int) -> Double { (ones(place) + 0.5) / (total + 1) }

  func shares(of place: Int, given other: Int) -> (zero: Double, one: Double) {
    let together = both[place * places + other]
    return (
      (ones(place) - together + 0.5) / (total - ones(other) + 1),
      (together + 0.5) / (ones(other) + 1)
    )
  }

  func entropy(of place: Int, given other: Int) -> Double {
    let (shares, weight) = (shares(of: place, given: other), share(other))
    return weight * binaryEntropy(shares.one) + (1 - weight) * binaryEntropy(shares.zero)
  }
}

/// The entropy of one place, in nats.
private func binaryEntropy(_ share: Double) -> Double {
  share <= 0 || share >= 1 ? 0 : -share * log(share) - (1 - share) * log(1 - share)
}
