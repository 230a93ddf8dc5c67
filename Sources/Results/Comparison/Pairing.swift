import Auditing

/// How two runs' targets and records stand to each other, which decides the tests that are valid.
package enum Pairing: Equatable, Sendable {
  /// Several targets each, of the same records with the same members, target by target.
  case targets(Int)
  /// Several targets each, of other records or members.
  case independentTargets(Int, Int)
  /// One target each, of the same records with the same members.
  case records
  /// One target each, of other records or members.
  case independentRecords
  /// One target on one side alone.
  case oneAgainstSeveral(baseline: Int, new: Int)

  /// Finds the pairing; the flag says whether row numbers mean the same records in both runs.
  init(_ baseline: Run, _ new: Run, isSameData: Bool) {
    let (old, other) = (baseline.population, new.population)
    let isSame =
      isSameData && old.audited == other.audited && old.isMember == other.isMember
      && old.recordCount == other.recordCount
    switch (baseline.targetCount, new.targetCount) {
    case (2..., 2...):
      self =
        isSame
        ? .targets(baseline.targetCount)
        : .independentTargets(baseline.targetCount, new.targetCount)
    case (1, 1): self = isSame ? .records : .independentRecords
    default: self = .oneAgainstSeveral(baseline: baseline.targetCount, new: new.targetCount)
    }
  }

  /// Whether each run has one target, so that differences between trainings are not covered.
  package var isOfOneTraining: Bool { self == .records || self == .independentRecords }

  /// The pairing and what follows from it, as a sentence.
  package var explanation: String {
    switch self {
    case .targets(let count):
      "\(count) targets each, trained on the same members of the same records: tests are paired over targets and "
        + "cover differences between trainings."
    case .independentTargets(let old, let new):
      "\(old) and \(new) targets with other members: tests are unpaired over targets (Welch) and cover differences "
        + "between trainings."
    case .records:
      "One target each, audited on the same records with the same members: tests are paired over records. "
        + "Differences between trainings are not covered: another training of the same model may differ by more."
    case .independentRecords:
      "One target each, audited on other records or members: tests are unpaired. "
        + "Differences between trainings are not covered: another training of the same model may differ by more."
    case .oneAgainstSeveral(let old, let new):
      "\(old) and \(new) targets: the single one is tested against the spread of the others, which covers "
        + "differences between trainings."
    }
  }
}
