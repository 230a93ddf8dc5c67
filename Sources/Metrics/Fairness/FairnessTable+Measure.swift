package import Auditing
import Statistics
import Tables

extension FairnessTable {
  /// Measures the groups of an attribute.
  ///
  /// - Parameters:
  ///   - attribute: The level of each record and the privileged level.
  ///   - classes: The records' classes and predictions. Without a positive class accuracies alone are compared, without
  ///     probabilities no calibration.
  ///   - terms: The rules.
  ///   - resampling: How bootstrap and permutations are drawn; nil leaves intervals of gaps and tests out.
  /// - Throws: `MetricsError` where levels, classes or probabilities are none.
  /// - Complexity: O(records + levels x classes²), and O(levels) for a replicate.
  package init(
    _ attribute: Predictions.Attribute, _ classes: Predictions.Classes,
    terms: FairnessTerms = FairnessTerms(), resampling: Replicates? = nil
  ) throws(MetricsError) {
    let contingency = try GroupContingency(
      attribute.group, labels: classes.labels, predicted: classes.predicted,
      classCount: classes.names.count)
    let outcomes = contingency.outcomes(positive: classes.positive.map(Int.init))
    let decisions = DecisionRates(
      outcomes, rates: classes.positive == nil ? [.accuracy] : BaseRate.shares,
      privileged: classes.positive == nil ? nil : attribute.privileged.map(Int.init))
    var part = RateComparison(decisions, outcomes, terms, resampling)
    part.addPairs(decisions, outcomes, attribute.privileged.map(Int.init))
    if let positive = classes.positive, let probability = classes.probability {
      let counts = try CalibrationCounts(
        attribute.group, isPositive: classes.labels.map { $0 == positive },
        probability: probability, bins: terms.bins)
      part.append(RateComparison(CalibrationRates(counts), outcomes, terms, resampling))
    }
    self.attribute = attribute.group.name
    self.terms = terms
    let totals = outcomes.map { Int($0.total) }
    groups = zip(contingency.levels, part.rates).enumerated().map { level, row in
      Row(level: row.0, count: totals[level], rates: row.1)
    }
    overall = Row(
      level: Measurement.all, count: totals.reduce(0, +), rates: part.rates.last ?? [])
    gaps = part.gaps
    pairs = part.pairs
    worst = WorstGroup(contingency, terms)
    leftOut = groups.flatMap { row in
      row.rates.filter { $0.standing != .compared }.map {
        LeftOut(level: row.level, rate: $0.rate, standing: $0.standing, count: $0.count)
      }
    }
  }
}
