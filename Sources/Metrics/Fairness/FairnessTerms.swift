/// What happens to groups whose rate is not defined or rests on too few records.
package enum FairnessPolicy: String, CaseIterable, Sendable {
  /// They are named and left out; where fewer than two groups remain there is no value.
  case strict
  /// As Fairlearn 0.15 does: an undefined rate is 0, and groups of any size count; groups without records are left out.
  case fairlearn
}

/// Under which rules groups are compared.
package struct FairnessTerms: Equatable, Sendable {
  /// What happens to undefined and small groups.
  package let policy: FairnessPolicy
  /// The fewest records that a compared rate may be a share of, under `strict`.
  package let smallest: Int
  /// The confidence level of the intervals.
  package let level: Double
  /// The most bins of equal mass for the calibration error.
  package let bins: Int

  /// Creates terms.
  ///
  /// - Parameters:
  ///   - policy: What happens to undefined and small groups.
  ///   - smallest: The fewest records that a compared rate may be a share of.
  ///   - level: The confidence level.
  ///   - bins: The most bins of equal mass.
  package init(
    policy: FairnessPolicy = .strict, smallest: Int = 30, level: Double = 0.95, bins: Int = 15
  ) {
    precondition(smallest >= 1 && bins >= 1, "groups of \(smallest) records, \(bins) bins")
    (self.policy, self.smallest, self.level, self.bins) = (policy, smallest, level, bins)
  }
}
