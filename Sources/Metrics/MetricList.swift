package import Auditing

/// All metrics, in the order in which results and reports show them.
package let metrics: [any Metric.Type] = [
  AreaUnderCurve.self,
  TruePositiveRateAtFalsePositiveRate.self,
  MembersAboveAllNonMembers.self,
  CalibratedDecision.self,
  Precision.self,
  Advantage.self,
  ModelAccuracy.self,
  Fairness.self,
]
