import Auditing
import Statistics

/// The threshold that all records' non-members set at a target rate, and where the population's may lie.
struct GlobalThreshold {
  let threshold: Double
  /// The thresholds at the ranks that the population's lies between at half the error; nil where too few false
  /// positives are expected.
  private let bounds: (strict: Double, loose: Double)?
  private let level: Double

  init(_ curve: ROC, rate: Double, level: Double) {
    func threshold(_ limit: Int) -> Double {
      curve.vertex(falsePositivesAtMost: limit).threshold
    }
    self.threshold = threshold(curve.falsePositives(allowedAt: rate))
    self.level = level
    let expected = Double(curve.nonMemberCount) * rate * (1 + 1e-12)
    guard expected >= TruePositiveRateAtFalsePositiveRate.smallestExpectedCount else {
      bounds = nil
      return
    }
    let tail = (1 - level) / 4
    let count = Binomial(trials: curve.nonMemberCount, probability: rate)
    func rank(_ probability: Double) -> Double {
      TruePositiveRateAtFalsePositiveRate.rank(probability, of: count)
    }
    bounds = (
      threshold(Int(rank(tail).rounded(.down))), threshold(Int(rank(1 - tail).rounded(.up)))
    )
  }

  /// The share of scores at or above the threshold.
  ///
  /// Its interval is the union bound of Clopper-Pearson's and that of the threshold, and covers at its level whatever
  /// the distributions.
  func share(of values: [Double]) -> GroupRisk.Estimate {
    func count(_ threshold: Double) -> Int { values.count { $0 >= threshold } }
    let value = Double(count(threshold)) / Double(values.count)
    guard let bounds else { return GroupRisk.Estimate(value: value, interval: nil) }
    func exact(_ threshold: Double) -> Interval {
      clopperPearson(
        successes: count(threshold), trials: values.count, level: (1 + level) / 2)
    }
    return GroupRisk.Estimate(
      value: value,
      interval: Interval(
        low: exact(bounds.strict).low, high: exact(bounds.loose).high, level: level,
        method: "union bound of Clopper-Pearson and binomial threshold"))
  }
}

extension GroupRisk {
  /// Measures one group, which has members and non-members.
  init(_ name: String, _ scores: Scores, _ global: GlobalThreshold, _ terms: GroupRisks.Terms) {
    self.name = name
    let curve = ROC(scores)
    (members, nonMembers) = (curve.memberCount, curve.nonMemberCount)
    let rankSum = RankSum(scores)
    auc = Estimate(
      value: rankSum.auc,
      interval: AreaUnderCurve.interval(
        rankSum, members: members, nonMembers: nonMembers, level: terms.level))
    tprAtGlobalThreshold = global.share(of: scores.members)
    fprAtGlobalThreshold = global.share(of: scores.nonMembers)
    let allowed = curve.falsePositives(allowedAt: terms.rate)
    tprAtOwnThreshold =
      allowed < 1
      ? nil
      : Estimate(
        value: curve.truePositiveRate(curve.vertex(falsePositivesAtMost: allowed)),
        interval: TruePositiveRateAtFalsePositiveRate.interval(
          curve, rate: terms.rate, level: terms.level))
  }
}
