/// How a model treats the groups of one attribute.
package struct GroupJudgement: Equatable, Sendable {
  /// The share of records decided rightly.
  package let accuracy: Double
  /// The largest less the smallest share of positive decisions among groups.
  package let parityGap: Double
  /// The smallest over the largest share of positive decisions among groups; 1 where all are 0.
  package let impactRatio: Double
  /// The largest less the smallest true positive rate; nil where fewer than two groups have positives.
  package let opportunityGap: Double?
  /// The larger of the gaps of true and of false positive rates; nil where either cannot be had.
  package let oddsGap: Double?

  /// Judges a linear model on records.
  ///
  /// - Parameters:
  ///   - coefficients: The model.
  ///   - records: The records, at least one.
  ///   - attribute: The place of the attribute.
  package init(_ coefficients: [Double], on records: LocalRecords, attribute: Int) {
    let scores = products(of: records.features, width: records.width, with: coefficients)
    let groups = records.attributes[attribute]
    var counts = Array(repeating: 0, count: groups.levels.count * 4)
    var right = 0
    for (record, score) in scores.enumerated() {
      let decision = score > 0 ? 1 : 0
      if decision == records.labels[record] { right += 1 }
      counts[groups.codes[record] * 4 + records.labels[record] * 2 + decision] += 1
    }
    accuracy = Double(right) / Double(max(1, records.count))
    func rates(_ labels: [Int]) -> [Double] {
      groups.levels.indices.compactMap { group in
        let positive = labels.reduce(0) { $0 + counts[group * 4 + $1 * 2 + 1] }
        let all = labels.reduce(positive) { $0 + counts[group * 4 + $1 * 2] }
        return all > 0 ? Double(positive) / Double(all) : nil
      }
    }
    func gap(_ rates: [Double]) -> Double? {
      guard rates.count >= 2, let most = rates.max(), let least = rates.min() else { return nil }
      return most - least
    }
    let overall = rates([0, 1])
    parityGap = gap(overall) ?? 0
    let most = overall.max() ?? 0
    impactRatio = most > 0 ? (overall.min() ?? 0) / most : 1
    opportunityGap = gap(rates([1]))
    oddsGap = gap(rates([0])).flatMap { falsePositive in
      gap(rates([1])).map { max($0, falsePositive) }
    }
  }
}
