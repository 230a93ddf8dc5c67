import Statistics

extension TruePositiveRateAtFalsePositiveRate {
  /// The smallest expected number of false positives for which an interval is given.
  static let smallestExpectedCount = 10.0

  /// The interval of the share at the population's threshold; nil where too few false positives are expected.
  ///
  /// The number of non-members above that threshold is Binomial(n, rate), so the shares at the vertices with its
  /// quantiles as false positives bound what the threshold's error does; ranks between whole ones are interpolated
  /// (Beran and Hall 1993). Their distances from the value and those of Clopper-Pearson are combined as for
  /// independent errors (the method of variance estimates recovery, Zou and Donner 2008). Where a single vertex makes
  /// the curve jump, by tied scores or a steep rise, the errors do not combine so, and the union bound is taken.
  ///
  /// - Parameters:
  ///   - curve: Members and non-members.
  ///   - rate: The target false positive rate.
  ///   - level: The confidence level.
  /// - Returns: The interval around the share at the target rate.
  static func interval(_ curve: ROC, rate: Double, level: Double) -> Interval? {
    guard Double(curve.nonMemberCount) * rate >= smallestExpectedCount * (1 - 1e-12) else {
      return nil
    }
    let tail = (1 - level) / 2
    let count = Binomial(trials: curve.nonMemberCount, probability: rate)
    let found = curve.vertex(falsePositivesAtMost: curve.falsePositives(allowedAt: rate))
    let binomial = clopperPearson(
      successes: found.truePositives, trials: curve.memberCount, level: level)
    let (low, high) = (rank(tail, of: count), rank(1 - tail, of: count))
    // At a level of 95 % a quarter of the interval is about one standard error.
    let noise = (binomial.high - binomial.low) / 4
    guard !jumps(curve, from: low, to: high, beyond: noise) else {
      return unionBound(curve, count, level: level)
    }
    let value = curve.truePositiveRate(found)
    let (below, above) = (share(curve, at: low), share(curve, at: high))
    let down = ((value - binomial.low).squared + (value - below).squared).squareRoot()
    let up = ((binomial.high - value).squared + (above - value).squared).squareRoot()
    return Interval(
      low: max(0, value - down), high: min(1, value + up), level: level,
      method: "MOVER of Clopper-Pearson and binomial threshold")
  }

  /// Says whether one vertex makes more than half of the rise between two ranks, and more than the binomial noise.
  private static func jumps(
    _ curve: ROC, from low: Double, to high: Double, beyond noise: Double
  ) -> Bool {
    let shares = (Int(low.rounded(.down))...Int(high.rounded(.up))).map {
      share(curve, at: Double($0))
    }
    let largest = zip(shares.dropFirst(), shares).map { $0 - $1 }.max() ?? 0
    return largest > noise && 2 * largest > shares[shares.count - 1] - shares[0]
  }

  /// The exact bounds at the ranks that the population's threshold lies between, half the error for each.
  ///
  /// It covers at its level whatever the distributions of the scores.
  private static func unionBound(_ curve: ROC, _ count: Binomial, level: Double) -> Interval {
    let tail = (1 - level) / 4
    func exact(_ rank: Double) -> Interval {
      let vertex = curve.vertex(falsePositivesAtMost: Int(rank))
      return clopperPearson(
        successes: vertex.truePositives, trials: curve.memberCount, level: 1 - 2 * tail)
    }
    return Interval(
      low: exact(rank(tail, of: count).rounded(.down)).low,
      high: exact(rank(1 - tail, of: count).rounded(.up)).high,
      level: level, method: "union bound of Clopper-Pearson and binomial threshold")
  }

  /// The share of members found with a number of false positives, linear between whole numbers.
  private static func share(_ curve: ROC, at rank: Double) -> Double {
    let whole = rank.rounded(.down)
    func value(_ limit: Double) -> Double {
      curve.truePositiveRate(curve.vertex(falsePositivesAtMost: Int(limit)))
    }
    guard rank > whole else { return value(whole) }
    return value(whole) + (rank - whole) * (value(whole + 1) - value(whole))
  }

  /// Where a binomial distribution function, linear between whole numbers, reaches a probability.
  static func rank(_ probability: Double, of count: Binomial) -> Double {
    var (low, high) = (-1, count.trials)
    while high - low > 1 {
      let middle = (low + high) / 2
      if count.cumulative(middle) >= probability { high = middle } else { low = middle }
    }
    let (below, above) = (count.cumulative(low), count.cumulative(high))
    return Double(low) + (probability - below) / (above - below)
  }
}
