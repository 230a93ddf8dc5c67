package import Auditing

/// The gaps of each class against all others, averaged over the classes, where no class is the positive one.
///
/// FairReprogram's bias of several classes is the mean of `sum`. Of two classes both have the same differences, so that
/// nothing depends on the order of the classes.
package struct OneVersusRest: Equatable, Sendable {
  /// The criteria that treat a class and its complement alike.
  package static let criteria: [FairnessCriterion] = [
    .demographicParity, .equalizedOdds, .averageOdds,
  ]
  /// The aggregates that do so.
  package static let aggregates: [Aggregate] = [.difference, .differenceToOverall, .sum, .mean]

  /// One criterion's aggregate.
  package struct Gap: Equatable, Sendable {
    /// Which rates are compared.
    package let criterion: FairnessCriterion
    /// How they are brought together.
    package let aggregate: Aggregate
    /// The mean over classes; nil where a class has no value.
    package let value: Double?
    /// The classes without a value, as places among the names.
    package let undefined: [Int]
  }

  /// The gaps.
  package let gaps: [Gap]

  /// Measures the groups of an attribute once for each class.
  ///
  /// - Parameters:
  ///   - attribute: The level of each record.
  ///   - classes: The records' classes and predictions.
  ///   - terms: The rules.
  /// - Throws: `MetricsError` where levels or classes are none.
  package init(
    _ attribute: Predictions.Attribute, _ classes: Predictions.Classes,
    terms: FairnessTerms = FairnessTerms()
  ) throws(MetricsError) {
    let contingency = try GroupContingency(
      attribute.group, labels: classes.labels, predicted: classes.predicted,
      classCount: classes.names.count)
    let byClass = classes.names.indices.map { positive in
      let outcomes = contingency.outcomes(positive: positive)
      return RateComparison(
        DecisionRates(outcomes, rates: BaseRate.shares, privileged: nil), outcomes, terms, nil
      ).gaps
    }
    gaps = Self.criteria.flatMap { criterion in
      Self.aggregates.map { aggregate in
        let values = byClass.map { gaps in
          gaps.first { $0.criterion == criterion && $0.aggregate == aggregate }?.value
        }
        let numbers = values.compactMap(\.self)
        return Gap(
          criterion: criterion, aggregate: aggregate,
          value: numbers.count == values.count && !numbers.isEmpty
            ? numbers.reduce(0, +) / Double(numbers.count) : nil,
          undefined: values.indices.filter { values[$0] == nil })
      }
    }
  }
}
