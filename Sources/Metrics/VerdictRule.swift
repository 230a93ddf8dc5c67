package import Auditing
import Statistics

/// The declared rule that turns an audit into one outcome.
///
/// Under no leak the membership is exchangeable given the scores, so the mean over targets of the AUC is normal
/// about one half with the Mann-Whitney variances' mean divided by the number of targets (each target's
/// membership is drawn on its own). The one-sided tests of the primary attacks are corrected after Holm. The
/// records alone (`blind`) are tested first, at a stricter level, since a biased split explains any attack; its scores are
/// cross-fitted, so its variance is taken as `crossFittedVariance` times as large.
package struct VerdictRule: Sendable {
  /// The probability of a false "leak" over all primary attacks.
  package static let level = 0.05
  /// The probability of a false "split biased".
  package static let blindLevel = 0.01
  /// How much more the area of cross-fitted scores varies than that of independent ones, at most.
  ///
  /// A record's score follows from the membership of the records in other folds. To first order it is linear in it, so that the area
  /// of all folds is a sum over pairs of records in different folds in which each pair comes twice: twice the variance that it would
  /// have if the folds were independent.
  package static let crossFittedVariance = 2.0
  /// The power at which the detectable AUC is stated.
  package static let power = 0.8

  /// Judges one stage.
  ///
  /// - Parameters:
  ///   - stage: The stage's name in the run.
  ///   - primary: The scores of each primary attack that ran, one for each target.
  ///   - blind: The scores of the records alone, one for each target; empty where the suite has none.
  /// - Returns: The verdict.
  package static func judge(
    stage: String, primary: [(attack: String, scores: [Scores])],
    blind: (attack: String, scores: [Scores])?
  ) -> Verdict {
    let raw = primary.map { test($0.attack, $0.scores) }
    let adjusted = holm(raw.map(\.pValue))
    let tests = zip(raw, adjusted).map { test, adjusted in
      Verdict.Test(
        attack: test.attack, auc: test.auc, pValue: test.pValue, adjusted: adjusted)
    }
    let blindTest = blind.map { test($0.attack, $0.scores, variance: crossFittedVariance) }
    let outcome: Verdict.Outcome =
      if let blindTest, blindTest.pValue < blindLevel {
        .splitBiased
      } else if tests.isEmpty {
        .notTested
      } else if tests.contains(where: { $0.adjusted < level }) {
        .leak
      } else {
        .noLeakFound
      }
    return Verdict(
      stage: stage, outcome: outcome, level: level, tests: tests, blind: blindTest,
      detectableAUC: detectableAUC(primary))
  }

  /// The attacks outside the rule that beat chance even when the correction is for all attacks that ran.
  ///
  /// They decide nothing, since nobody declared them beforehand, but "no leak found" must not hide them.
  ///
  /// - Parameters:
  ///   - verdict: What the rule found.
  ///   - others: The scores of all other attacks that ran, one for each target, without the one on the records alone.
  /// - Returns: Their tests with p-values corrected after Holm over the primary attacks and these, in the order given.
  package static func beyond(
    _ verdict: Verdict, _ others: [(attack: String, scores: [Scores])]
  ) -> [Verdict.Test] {
    let raw = others.map { test($0.attack, $0.scores) }
    let adjusted = holm(raw.map(\.pValue) + verdict.tests.map(\.pValue))
    return zip(raw, adjusted).filter { $1 < verdict.level }.map { test, adjusted in
      Verdict.Test(
        attack: test.attack, auc: test.auc, pValue: test.pValue, adjusted: adjusted)
    }
  }

  /// The one-sided test that an attack's mean AUC exceeds one half, with so many times the variance of independent scores.
  static func test(
    _ attack: String, _ scores: [Scores], variance: Double = 1
  ) -> Verdict.Test {
    let sums = scores.map(RankSum.init)
    let auc = mean(sums.map(\.auc))
    let error = standardError(sums) * variance.squareRoot()
    let pValue = error > 0 ? Normal.standard.upperTail((auc - 0.5) / error) : 1
    return Verdict.Test(attack: attack, auc: auc, pValue: pValue, adjusted: pValue)
  }

  /// The standard error of the mean AUC under no leak.
  private static func standardError(_ sums: [RankSum]) -> Double {
    (mean(sums.map(\.nullVariance)) / Double(sums.count)).squareRoot()
  }

  /// The AUC that the least precise primary attack would have been found at, at the strictest step of Holm.
  ///
  /// Nil where no AUC would have been: all scores tied, or too few records for even an AUC of 1.
  private static func detectableAUC(_ primary: [(attack: String, scores: [Scores])]) -> Double? {
    let errors = primary.map { standardError($0.scores.map(RankSum.init)) }
    guard let largest = errors.max(), largest > 0 else { return nil }
    let steps =
      Normal.standard.quantile(1 - level / Double(primary.count)) + Normal.standard.quantile(power)
    let area = 0.5 + steps * largest
    return area <= 1 ? area : nil
  }
}
