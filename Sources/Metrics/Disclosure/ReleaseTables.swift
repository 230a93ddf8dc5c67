package import Tables

/// A release beside the records that it was made from and records that it was not, in one domain of columns and levels.
///
/// The label, where there is one, is a column like the others, named `label`.
package struct ReleaseTables: Sendable {
  /// The records that the release was made from.
  package let members: Dataset
  /// Records of the same source that it was not made from.
  package let holdOut: Dataset
  /// The released records.
  package let released: Dataset

  /// Takes the three sets from one dataset.
  ///
  /// - Parameters:
  ///   - dataset: All records.
  ///   - members: The row numbers of the records that the release was made from.
  ///   - holdOut: The row numbers of records that it was not made from.
  ///   - released: The row numbers of the released records.
  package init(_ dataset: Dataset, members: [Int], holdOut: [Int], released: [Int]) {
    precondition(
      !members.isEmpty && !holdOut.isEmpty && !released.isEmpty,
      "\(members.count) members, \(holdOut.count) hold-out records, \(released.count) released ones"
    )
    let label = Feature(name: "label", values: .categorical(dataset.label))
    let table = Dataset(
      name: dataset.name,
      features: dataset.features + (dataset.label.names.count > 1 ? [label] : []),
      label: .notGiven(count: dataset.count), groups: [], sources: dataset.sources)
    self.members = table.selecting(rows: members)
    self.holdOut = table.selecting(rows: holdOut)
    self.released = table.selecting(rows: released)
  }

  /// The columns' names.
  package var columns: [String] { released.features.map(\.name) }
}
