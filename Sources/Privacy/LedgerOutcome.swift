/// What a charge was for: what was drawn, as a ledger keeps it.
package enum LedgerOutcome: Hashable, Sendable, Codable {
  /// Counts with noise.
  case counts(NoisyCounts)
  /// A candidate that was selected.
  case selection(SelectedCandidate)

  /// Whether the random bits are unknown to everybody.
  package var isPrivate: Bool {
    switch self {
    case .counts(let counts): counts.isPrivate
    case .selection(let candidate): candidate.isPrivate
    }
  }
}

/// A kind of outcome that a ledger keeps and gives back.
package protocol Recordable: Sendable {
  /// Takes what was kept; nil where it is of another kind.
  init?(_ outcome: LedgerOutcome)

  /// The outcome as it is kept.
  var recorded: LedgerOutcome { get }
}

extension NoisyCounts: Recordable {
  /// Takes kept counts; nil where something else was kept.
  package init?(_ outcome: LedgerOutcome) {
    guard case .counts(let counts) = outcome else { return nil }
    self = counts
  }

  /// The counts as they are kept.
  package var recorded: LedgerOutcome { .counts(self) }
}

extension SelectedCandidate: Recordable {
  /// Takes a kept selection; nil where something else was kept.
  package init?(_ outcome: LedgerOutcome) {
    guard case .selection(let candidate) = outcome else { return nil }
    self = candidate
  }

  /// The selection as it is kept.
  package var recorded: LedgerOutcome { .selection(self) }
}
