/// What a canary is.
package enum CanaryKind: String, CaseIterable, Sendable {
  /// The features of a record of the population with another class than its own.
  case mislabelled
  /// Every number at its mean and every category at its commonest level, so that only the classes tell them apart.
  case blank
  /// Every number far from the others, every category rare, and a random class.
  case outlier
}

/// A record that is put in to be found.
package struct Canary: Equatable, Sendable {
  package let kind: CanaryKind
  /// The level of the group that it stands for, as `name=level`; empty where it belongs to none.
  package let group: String
  /// The row numbers of its copies, the first of which models are asked about.
  package let rows: [Int]

  /// The row that models are asked about.
  var row: Int { rows[0] }
}
