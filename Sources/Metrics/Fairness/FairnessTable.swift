package import Statistics

/// The rates of the groups of one sensitive attribute, and how far apart they are by every criterion and aggregate.
///
/// A rate without records to be a share of is not defined, and under the strict policy one that rests on too few records
/// is not compared; both are named in `leftOut` and never counted as equal. Where fewer than two groups remain a gap has no value.
package struct FairnessTable: Equatable, Sendable {
  /// Why a group's rate takes part in comparisons, or not.
  package enum Standing: String, Sendable {
    /// It is compared.
    case compared
    /// There is no record that it could be a share of.
    case undefined
    /// It is a share of too few records.
    case tooSmall = "too small"
  }

  /// One rate of one group.
  package struct Rate: Equatable, Sendable {
    /// Which rate.
    package let rate: BaseRate
    /// Its value; nil where it is not defined.
    package let value: Double?
    /// The records that it rests on.
    package let count: Int
    /// Its Clopper-Pearson interval; nil for calibration and where it is not defined.
    package let interval: Interval?
    /// Whether it is compared.
    package let standing: Standing
  }

  /// The rates of a group.
  package struct Row: Equatable, Sendable {
    /// The group's level, or `all`.
    package let level: String
    /// Its records.
    package let count: Int
    /// Its rates.
    package let rates: [Rate]

    /// One of the rates; nil where it was not measured.
    package func rate(_ rate: BaseRate) -> Rate? { rates.first { $0.rate == rate } }
  }

  /// A criterion's aggregate.
  package struct Gap: Equatable, Sendable {
    /// Which rates are compared.
    package let criterion: FairnessCriterion
    /// How they are brought together.
    package let aggregate: Aggregate
    /// The value; nil where fewer than two groups are compared or zero is divided by zero.
    package let value: Double?
    /// The groups that are compared, the fewest over the criterion's rates.
    package let comparedCount: Int
    /// The stratified bootstrap's interval; nil without resampling and where it is not valid.
    package let interval: Interval?
    /// The permutation test's answer, for differences of shares.
    package let test: GapTest?
  }

  /// A measure of the privileged group and all others together.
  package struct Pair: Equatable, Sendable {
    /// Which measure.
    package let measure: PairMeasure
    /// The value; nil where a rate is not defined or rests on too few records.
    package let value: Double?
    /// The stratified bootstrap's interval.
    package let interval: Interval?
  }

  /// A rate that was not compared.
  package struct LeftOut: Equatable, Sendable {
    /// The group's level.
    package let level: String
    /// The rate.
    package let rate: BaseRate
    /// Why.
    package let standing: Standing
    /// The records that it would be a share of.
    package let count: Int
  }

  /// The attribute's name.
  package let attribute: String
  /// The rules.
  package let terms: FairnessTerms
  /// The groups, in the order of the levels.
  package let groups: [Row]
  /// All records.
  package let overall: Row
  /// All criteria and aggregates.
  package let gaps: [Gap]
  /// The privileged group beside the others; none where none was declared.
  package let pairs: [Pair]
  /// The group and class with the lowest accuracy; nil where no class of a group has enough records.
  package let worst: WorstGroup?
  /// What was not compared.
  package let leftOut: [LeftOut]

  /// A gap.
  ///
  /// - Parameters:
  ///   - criterion: Which rates are compared.
  ///   - aggregate: How they are brought together.
  /// - Returns: The gap; nil where the criterion was not measured.
  package func gap(_ criterion: FairnessCriterion, _ aggregate: Aggregate) -> Gap? {
    gaps.first { $0.criterion == criterion && $0.aggregate == aggregate }
  }

  /// A pair's measure; nil where no level is privileged.
  package func pair(_ measure: PairMeasure) -> Pair? { pairs.first { $0.measure == measure } }
}
