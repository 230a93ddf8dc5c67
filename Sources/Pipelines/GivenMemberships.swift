/// Who saw what, as a score experiment's arrays or folders say.
struct GivenMemberships {
  /// For each target, whether it saw each record.
  let targets: [[Bool]]
  /// For each model of `keep` or of a folder the same; nil where there are none.
  let keep: [[Bool]]?
  /// The rows of the reference models.
  let references: [[Bool]]

  /// The number of records.
  var recordCount: Int { targets[0].count }

  /// Every row with what messages call its model.
  var named: [(name: String, seen: [Bool])] {
    targets.enumerated().map { ("target \($0)", $1) }
      + references.enumerated().map { ("reference model \($0)", $1) }
  }

  /// Reads the rows.
  ///
  /// - Parameters:
  ///   - experiment: What to audit.
  ///   - folders: The models' folders, where each has its own.
  /// - Throws: An error in one line where rows differ in length or contradict each other.
  init(_ experiment: ScoreExperiment, folders: [GivenFolder]?) throws {
    let arrays = GivenArrays(folder: experiment.head.folder)
    let keep =
      try folders.map { try Self.rows($0, arrays) } ?? experiment.keep.map(arrays.truthRows)
    let membership = try experiment.membership.map(arrays.truthRows)
    if let keep, let membership, keep[0].count != membership[0].count {
      throw PipelinesError(
        "'membership' has \(membership[0].count) records where 'keep' has \(keep[0].count)")
    }
    let hasReferences = experiment.references != nil
    targets = try Self.targets(
      membership, keep: hasReferences ? nil : keep, count: experiment.targetCount)
    self.keep = keep
    references = hasReferences ? keep ?? [] : Array((keep ?? []).dropFirst(targets.count))
  }

  private static func targets(
    _ membership: [[Bool]]?, keep: [[Bool]]?, count: Int
  ) throws -> [[Bool]] {
    guard let membership else {
      guard let keep, keep.count >= count else {
        throw PipelinesError("\(count) targets where 'keep' has \(keep?.count ?? 0) model(s)")
      }
      return Array(keep.prefix(count))
    }
    guard membership.count <= keep?.count ?? 1 else {
      throw PipelinesError(
        "'membership' has \(membership.count) rows where there "
          + (keep.map { "are \($0.count) models in 'keep'" } ?? "is one target; give its row alone")
      )
    }
    for (model, (given, kept)) in zip(membership, keep ?? []).enumerated() {
      if let record = given.indices.first(where: { given[$0] != kept[$0] }) {
        throw PipelinesError(
          "'keep' contradicts 'membership': model \(model), record \(record); correct one of them")
      }
    }
    return membership
  }

  /// Who saw what, from each model's own file.
  private static func rows(_ folders: [GivenFolder], _ arrays: GivenArrays) throws -> [[Bool]] {
    let rows = try folders.map { folder in
      let rows = try arrays.truthRows(folder.keep)
      guard rows.count == 1 else {
        throw PipelinesError("\(folder.name): 'keep.npy' is not one truth value for each record")
      }
      return rows[0]
    }
    for (row, folder) in zip(rows, folders) where row.count != rows[0].count {
      throw PipelinesError(
        "\(folder.name): 'keep.npy' has \(row.count) records where \(folders[0].name) has \(rows[0].count)"
      )
    }
    return rows
  }
}
