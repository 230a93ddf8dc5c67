import Auditing
package import Statistics

/// One group's risk under an attack.
package struct GroupRisk: Equatable, Sendable {
  /// The group's name.
  package let name: String
  /// The group's members.
  package let members: Int
  /// The group's non-members.
  package let nonMembers: Int
  /// The area under the group's own curve, with DeLong's or Newcombe's interval.
  package let auc: Estimate
  /// The members found at the threshold that all records' non-members set: what a deployed attack does.
  package let tprAtGlobalThreshold: Estimate
  /// The non-members accused at that threshold.
  package let fprAtGlobalThreshold: Estimate
  /// The members found at the group's own threshold; nil where its non-members do not resolve the rate.
  package let tprAtOwnThreshold: Estimate?

  /// A value with its interval.
  package struct Estimate: Equatable, Sendable {
    /// The value, from 0 to 1.
    package let value: Double
    /// The interval; nil where too few false positives are expected.
    package let interval: Interval?
  }
}

/// The largest difference of a measure between two groups, with the test that there is none.
package struct GroupDisparity: Equatable, Sendable {
  /// What is compared.
  package enum Measure: String, CaseIterable, Sendable {
    /// The area under the group's curve.
    case auc
    /// The members found at the threshold of all records.
    case tprAtGlobalThreshold = "tpr at global threshold"
    /// The members found at the group's own threshold.
    case tprAtOwnThreshold = "tpr at own threshold"
  }

  /// What is compared.
  package let measure: Measure
  /// The group at most risk.
  package let highest: String
  /// The group at least risk.
  package let lowest: String
  /// The highest value less the lowest, from 0 to 1.
  package let difference: Double
  /// The highest value over the lowest, 1 or more; nil where the lowest is 0.
  package let ratio: Double?
  /// The share of permutations with a difference as large, the sample counted as one of them.
  package let pValue: Double
  /// The standard error that the number of permutations leaves on the p-value.
  package let pValueError: Double
}
