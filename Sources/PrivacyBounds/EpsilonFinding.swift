/// What one family had to say of the ε of a mechanism: a bound, or why it refuses.
package struct EpsilonFinding: Sendable, Equatable {
  /// How the threshold or the number of guesses was chosen.
  package enum Choice: String, Sendable, Equatable, CaseIterable {
    /// One, fixed before the trials were seen.
    case fixed
    /// The best of several that were fixed beforehand, each with its share of the significance.
    case corrected
    /// The best on one half of the trials, judged on the other half.
    case split
    /// The best on the very trials judged, as some programs have it: no bound at the stated level.
    case leaky
  }

  /// How the bound stands to the claim.
  package enum Judgement: String, Sendable, Equatable, CaseIterable {
    /// Nothing was claimed, or there is no bound.
    case none
    /// The bound is above what is claimed.
    case contradicted
    /// The bound is above what is claimed, but rests on an assumed trade-off or on a prior, which the claim need not share.
    case aboveClaim = "above-claim"
    /// The bound is not above what is claimed, which proves nothing.
    case notContradicted = "not-contradicted"
    /// The claim says nothing of groups as large as the copies of a canary.
    case notComparable = "not-comparable"
  }

  /// The family.
  package let family: EpsilonBound.Family
  /// How the threshold or the number of guesses was chosen.
  package let choice: Choice
  /// The bound; nil where the family refuses.
  package let bound: EpsilonBound?
  /// Why there is no bound; empty where there is one.
  package let reason: String
  /// The fewest trials of which a perfect attack gives a bound of 0.1 or more.
  package let trialsNeeded: Int
  /// The trials that are there: models or canaries, by the family.
  package let trialsThere: Int
  /// How the bound stands to the claim.
  package let judgement: Judgement
}
