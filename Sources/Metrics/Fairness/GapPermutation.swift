/// The answer of a permutation test to whether groups differ.
package struct GapTest: Equatable, Sendable {
  /// The share of permutations with a difference as large, the sample counted as one of them.
  package let pValue: Double
  /// The standard error that the number of permutations leaves on it.
  package let pValueError: Double
}

/// The permutation test of the largest difference of a rate between groups.
///
/// The largest of many noisy differences is large by chance. Groups are shuffled among the records that the rate is a
/// share of: the positive ones for the true positive rate, those predicted positive for the predictive value. The counts
/// of a shuffle are multivariate hypergeometric, so a permutation costs one draw for each group.
struct GapPermutation: Sendable {
  /// A rate's numerators and denominators of the groups that are compared.
  private struct Table {
    let hits: [Int]
    let sizes: [Int]

    var total: Int { sizes.reduce(0, +) }

    /// The largest less the smallest share.
    func range(_ hits: [Int]) -> Double {
      var (highest, lowest) = (-Double.infinity, Double.infinity)
      for (place, count) in hits.enumerated() {
        let share = Double(count) / Double(sizes[place])
        highest = max(highest, share)
        lowest = min(lowest, share)
      }
      return highest - lowest
    }
  }

  private let rates: [BaseRate]
  private let tables: [Table?]

  /// Takes up the counts.
  ///
  /// - Parameters:
  ///   - rates: The rates.
  ///   - outcomes: The counts of each group.
  ///   - compared: By rate, the groups that are compared.
  init(_ rates: [BaseRate], _ outcomes: [OutcomeCounts], compared: [[Int]]) {
    self.rates = rates
    tables = zip(rates, compared).map { rate, groups in
      let shares = groups.compactMap { rate.share(of: outcomes[$0]) }
      guard groups.count >= 2, shares.allSatisfy({ $0.denominator > 0 }), shares.count >= 2
      else { return nil }
      return Table(
        hits: shares.map { Int($0.numerator) }, sizes: shares.map { Int($0.denominator) })
    }
  }

  /// Tests the criteria whose rates are shares.
  ///
  /// - Parameters:
  ///   - criteria: The criteria.
  ///   - draws: How many permutations, from which stream.
  /// - Returns: The tests; none for a criterion without two groups.
  func tests(
    _ criteria: [FairnessCriterion], draws: Replicates
  ) -> [FairnessCriterion: GapTest] {
    var tests: [FairnessCriterion: GapTest] = [:]
    let sampling = CountSampling(upTo: tables.compactMap { $0?.total }.max() ?? 0)
    for criterion in criteria {
      let own = criterion.rates.compactMap(rates.firstIndex(of:)).compactMap { tables[$0] }
      guard own.count == criterion.rates.count else { continue }
      tests[criterion] = test(
        own, criterion, sampling, draws: draws.labelled("permutations of \(criterion.rawValue)"))
    }
    return tests
  }

  private func test(
    _ tables: [Table], _ criterion: FairnessCriterion, _ sampling: CountSampling, draws: Replicates
  ) -> GapTest {
    func gap(_ hits: [[Int]]) -> Double {
      let ranges = zip(tables, hits).map { $0.range($1) }
      return criterion.combined(ranges[0], ranges[ranges.count - 1], .difference)
    }
    let observed = gap(tables.map(\.hits))
    var exceeded = 0
    var drawn = tables.map(\.hits)
    draws.inOrder { size, generator in
      for _ in 0..<size {
        for place in tables.indices {
          shuffle(tables[place], sampling, into: &drawn[place], using: &generator)
        }
        if gap(drawn) >= observed - 1e-12 { exceeded += 1 }
      }
    }
    let pValue = Double(1 + exceeded) / Double(1 + draws.count)
    return GapTest(
      pValue: pValue, pValueError: (pValue * (1 - pValue) / Double(draws.count)).squareRoot())
  }

  /// Deals the hits out to the groups again.
  private func shuffle(
    _ table: Table, _ sampling: CountSampling, into hits: inout [Int],
    using generator: inout Xoshiro256PlusPlus
  ) {
    var left = table.hits.reduce(0, +)
    var records = table.total
    for place in table.sizes.indices {
      let drawn = sampling.hypergeometric(
        table.sizes[place], kind: left, others: records - left, using: &generator)
      hits[place] = drawn
      left -= drawn
      records -= table.sizes[place]
    }
  }
}
