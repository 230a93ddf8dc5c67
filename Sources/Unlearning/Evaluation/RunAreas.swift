import Auditing
import Metrics
import Statistics

/// The areas of several runs over the same records, with the variance of their mean.
///
/// Runs differ in training and coins, but an attack scores a record in each of them with nearly the same references. The variance
/// is that between runs over their number, plus what the records add beyond chance: the sum over records of the squares of
/// their structural components (DeLong et al. 1988) summed over runs, less that of the squares of each, where it is positive
/// (two-way clustering as in Cameron, Gelbach and Miller 2011).
struct RunAreas {
  /// One area for each run.
  let areas: [Double]
  /// The variance of their mean; 0 where all are equal.
  let variance: Double

  /// The mean area.
  var mean: Double { Statistics.mean(areas) }

  /// Computes the areas.
  ///
  /// - Parameter scores: Each run's scores of the same records in the same order; two runs or more.
  init(_ scores: [Scores]) {
    self.init(scores, of: scores.map { Array($0.values.indices) })
  }

  /// Computes the areas of runs over records of which each run has others.
  ///
  /// - Parameters:
  ///   - scores: Each run's scores; two runs or more.
  ///   - records: Each run's records, by numbers that are the same in all runs.
  init(_ scores: [Scores], of records: [[Int]]) {
    precondition(scores.count >= 2, "\(scores.count) runs have no variance")
    let count = (records.joined().max() ?? -1) + 1
    var (sums, squares) = (Array(repeating: 0.0, count: count), 0.0)
    areas = zip(scores, records).map { scores, records in
      let places = Placements(scores)
      var (members, nonMembers) = (places.members[...], places.nonMembers[...])
      for (place, record) in records.enumerated() {
        let isMember = scores.isMember[place]
        let value = isMember ? members.removeFirst() : nonMembers.removeFirst()
        let side = isMember ? places.members.count : places.nonMembers.count
        let part = (value - places.auc) / Double(side)
        sums[record] += part
        squares += part * part
      }
      return places.auc
    }
    let runs = Double(scores.count)
    let shared = sums.reduce(0) { $0 + $1 * $1 } - squares
    variance = sampleVariance(areas) / runs + max(0, shared) / (runs * runs)
  }

  /// Student's interval of the mean with a degree of freedom less than there are runs, cut to what areas can be.
  func interval(level: Double) -> Interval {
    let student = StudentT(degreesOfFreedom: Double(areas.count - 1))
    let reach = student.quantile(0.5 + level / 2) * variance.squareRoot()
    return Interval(
      low: max(0, mean - reach), high: min(1, mean + reach), level: level,
      method: "Student t between runs, clustered by record")
  }

  /// The two-sided p-value of "the mean area is one half".
  var pValueOfOneHalf: Double {
    guard variance > 0 else { return mean == 0.5 ? 1 : 0 }
    let student = StudentT(degreesOfFreedom: Double(areas.count - 1))
    return min(1, 2 * student.cumulative(-abs(mean - 0.5) / variance.squareRoot()))
  }
}
