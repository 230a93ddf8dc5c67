import Auditing
import Foundation
import Metrics
import Settings
package import Statistics

/// A number with how sure it is.
package struct Estimate: Equatable, Sendable {
  /// The number.
  package let value: Double
  /// Its interval; nil where there is none.
  package let interval: Interval?
  /// Of how many runs it is the mean.
  package let runs: Int

  /// The confidence level of all intervals.
  package static let level = 0.95

  init(_ value: Double, interval: Interval? = nil, runs: Int) {
    (self.value, self.interval, self.runs) = (value, interval, runs)
  }

  /// The mean over runs, with Student's interval between runs where there are two or more; nil without a run.
  init?(meanOver values: [Double]) throws {
    guard !values.isEmpty else { return nil }
    self.init(
      mean(values),
      interval: values.count < 2 ? nil : try meanInterval(of: values, level: Self.level),
      runs: values.count)
  }

  /// The mean area over runs; of one run with the interval over its records.
  init(areasOf scores: [Scores]) throws {
    guard scores.count == 1 else {
      let areas = RunAreas(scores)
      self.init(areas.mean, interval: areas.interval(level: Self.level), runs: scores.count)
      return
    }
    var settings = try Settings(yaml: "level: \(Self.level)", file: "level")
    let reading = try AreaUnderCurve(&settings).readings(of: .attack(scores[0], threshold: nil))[0]
    self.init(RankSum(scores[0]).auc, interval: reading.interval, runs: 1)
  }
}

/// How far a method's areas are from those of the oracles.
package struct OracleDifference: Equatable, Sendable {
  /// The mean area of the method less that of the oracles; positive where more is left than retraining would leave.
  package let estimate: Estimate
  /// The two-sided p-value of "no difference"; nil where there is no interval.
  package let pValue: Double?
  /// The p-value after Holm's correction over all methods and attacks of the evaluation.
  package internal(set) var adjusted: Double?

  /// Compares the areas of runs.
  ///
  /// Welch's test between trainings where both have two runs or more; else DeLong's paired test on the records of the first run
  /// of each, which says nothing about other trainings.
  ///
  /// - Parameters:
  ///   - method: The method's scores, run by run.
  ///   - oracle: The oracles', run by run.
  /// - Throws: `MetricsError` where the two are not of the same records.
  init(_ method: [Scores], minus oracle: [Scores]) throws {
    if method.count >= 2 && oracle.count >= 2 {
      let welch = Welch(RunAreas(method), RunAreas(oracle))
      estimate = Estimate(welch.difference, interval: welch.interval, runs: method.count)
      pValue = welch.pValue
    } else {
      let paired = try PairedAreas(method[0], oracle[0])
      estimate = Estimate(
        paired.difference, interval: paired.interval(level: Estimate.level), runs: 1)
      pValue = paired.pValue
    }
  }
}

/// Welch's comparison of two mean areas of different variances.
///
/// Both are attacked with the same references and coins, by which their difference varies less than is taken here.
private struct Welch {
  let difference: Double
  private let error: Double
  private let freedom: Double

  init(_ first: RunAreas, _ second: RunAreas) {
    let sum = first.variance + second.variance
    difference = first.mean - second.mean
    error = sum.squareRoot()
    let spread = [first, second].reduce(0) {
      $0 + $1.variance * $1.variance / Double($1.areas.count - 1)
    }
    freedom =
      spread > 0 ? sum * sum / spread : Double(first.areas.count + second.areas.count - 2)
  }

  var interval: Interval {
    let reach =
      StudentT(degreesOfFreedom: freedom).quantile(0.5 + Estimate.level / 2) * error
    return Interval(
      low: difference - reach, high: difference + reach, level: Estimate.level, method: "Welch t")
  }

  var pValue: Double {
    guard error > 0 else { return difference == 0 ? 1 : 0 }
    return min(1, 2 * StudentT(degreesOfFreedom: freedom).cumulative(-abs(difference) / error))
  }
}
