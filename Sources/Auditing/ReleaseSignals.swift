public import Tables
public import Tensors

/// How two records are compared by their distance.
public enum RecordSpace: String, CaseIterable, Hashable, Sendable {
  /// Gower's distance: the mean over columns of the difference in ranges, or of whether levels differ; from 0 to 1.
  case gower
  /// The Euclidean distance of encoded columns: standardised numbers and one column for each level.
  case euclidean
}

/// A released dataset beside the records that are attacked, with what else an attacker has.
///
/// All records are rows of one dataset, so that columns, levels and encodings agree.
public struct ReleaseSignals: Sendable {
  /// All records of the audit.
  public let records: Records
  /// The row numbers of the attacked records.
  public let audited: [Int]
  /// The row numbers of the released records.
  public let released: [Int]
  /// The row numbers of records of the same source that the release was not made from; empty where the attacker has none.
  public let reference: [Int]
  /// For each attacked record the distances to its nearest released records, ascending: attacked x neighbours.
  public let toReleased: [RecordSpace: Tensor<Double>]
  /// For each attacked record the distances to its nearest reference records, ascending: attacked x neighbours.
  public let toReference: [RecordSpace: Tensor<Double>]
  /// The released records around each attacked record.
  public let within: [RecordSpace: ReleaseNeighborhoods]
  /// Other releases made as this one, with the records that each was made from; nil where there are none.
  public let bank: ReleaseBank?
  /// For each attacked record the Euclidean distance to the nearest record of each of the bank's releases: attacked x releases.
  public let toBank: Tensor<Double>?
  /// The noisy counts that the release was made of, opened for records that were put in to be found; nil where they are closed.
  public let opened: OpenedCounts?

  /// Creates the signals of one release.
  ///
  /// - Parameters:
  ///   - records: All records of the audit.
  ///   - audited: The row numbers of the attacked records.
  ///   - released: The row numbers of the released records; at least one.
  ///   - reference: The row numbers of records that the release was not made from.
  ///   - toReleased: Distances to the nearest released records, ascending.
  ///   - toReference: Distances to the nearest reference records, ascending.
  ///   - within: The released records around each attacked record.
  ///   - bank: Other releases made as this one, with inclusion of the attacked records.
  ///   - toBank: Distances to the nearest record of each of these.
  ///   - opened: The noisy counts that the release was made of.
  public init(
    records: Records, audited: [Int], released: [Int], reference: [Int] = [],
    toReleased: [RecordSpace: Tensor<Double>] = [:],
    toReference: [RecordSpace: Tensor<Double>] = [:],
    within: [RecordSpace: ReleaseNeighborhoods] = [:], bank: ReleaseBank? = nil,
    toBank: Tensor<Double>? = nil, opened: OpenedCounts? = nil
  ) {
    precondition(!released.isEmpty, "a release without records")
    for distances in Array(toReleased.values) + Array(toReference.values) {
      precondition(
        distances.rowCount == audited.count,
        "distances of \(distances.rowCount) records for \(audited.count)")
    }
    if let toBank {
      precondition(
        toBank.shape == [audited.count, bank?.releases.count ?? 0],
        "distances of the shape \(toBank.shape) for \(audited.count) records")
    }
    for neighborhoods in within.values {
      precondition(
        neighborhoods.counts.count == audited.count,
        "neighbourhoods of \(neighborhoods.counts.count) records for \(audited.count)")
    }
    precondition(
      bank.map { $0.inclusion.recordCount == audited.count || $0.releases.isEmpty } ?? true,
      "a bank's inclusion of \(bank?.inclusion.recordCount ?? 0) records for \(audited.count)")
    (self.records, self.audited) = (records, audited)
    (self.released, self.reference) = (released, reference)
    (self.toReleased, self.toReference) = (toReleased, toReference)
    (self.within, self.bank, self.toBank, self.opened) = (within, bank, toBank, opened)
  }

  /// Each attacked record's distance to the nearest released record.
  ///
  /// - Parameter space: The space that the attack declared.
  /// - Returns: One distance for each attacked record.
  /// - Throws: `AuditingError` where the distances were not collected.
  public func nearestReleased(_ space: RecordSpace) throws(AuditingError) -> [Double] {
    try Self.nearest(toReleased[space], "released", space)
  }

  /// Each attacked record's distance to the nearest reference record.
  ///
  /// - Parameter space: The space that the attack declared.
  /// - Returns: One distance for each attacked record.
  /// - Throws: `AuditingError` where the distances were not collected.
  public func nearestReference(_ space: RecordSpace) throws(AuditingError) -> [Double] {
    try Self.nearest(toReference[space], "reference", space)
  }

  /// The released records around each attacked record.
  ///
  /// - Parameter space: The space that the attack declared.
  /// - Returns: Counts and nearness within one radius.
  /// - Throws: `AuditingError` where they were not collected.
  public func releasedWithin(
    _ space: RecordSpace
  ) throws(AuditingError) -> ReleaseNeighborhoods {
    guard let neighborhoods = within[space] else {
      throw AuditingError(
        "the released records around each record in \(space.rawValue) distance were not collected")
    }
    return neighborhoods
  }

  /// The noisy counts that the release was made of.
  ///
  /// - Returns: The counts.
  /// - Throws: `AuditingError` where they are closed.
  public func openedCounts() throws(AuditingError) -> OpenedCounts {
    guard let opened else {
      throw AuditingError("the noisy counts that the release was made of were not opened")
    }
    return opened
  }

  private static func nearest(
    _ distances: Tensor<Double>?, _ set: String, _ space: RecordSpace
  ) throws(AuditingError) -> [Double] {
    guard let distances else {
      throw AuditingError("the \(space.rawValue) distances to \(set) records were not collected")
    }
    return (0..<distances.rowCount).map { distances.scalars[$0 * distances.rowLength] }
  }

  /// Whether a requirement of an attack on releases is filled.
  func fills(_ requirement: SignalRequirement) -> Bool {
    switch requirement {
    case .released(let space): space.map { toReleased[$0] != nil } ?? true
    case .releasedColumns: records.coordinates == nil
    case .releasedWithin(let space): within[space] != nil
    case .releaseReference(let space):
      !reference.isEmpty && (space.map { toReference[$0] != nil } ?? true)
    case .releaseBank: bank != nil
    case .releaseBankDistances: toBank != nil
    case .openedCounts: opened != nil
    default: false
    }
  }
}

/// Releases made as the audited one, each from records that are known.
public struct ReleaseBank: Sendable {
  /// The row numbers of each release's records, in the dataset of the signals.
  public let releases: [[Int]]
  /// Which attacked records each release was made from.
  public let inclusion: Inclusion
  /// The sets of columns whose joint counts each release was made to keep; empty where that is not known.
  public let marginals: [[[String]]]

  /// Creates a bank.
  ///
  /// - Parameters:
  ///   - releases: The row numbers of each release's records.
  ///   - inclusion: Releases x attacked records.
  ///   - marginals: For each release the sets of columns that it was made to keep; empty where that is not known.
  public init(releases: [[Int]], inclusion: Inclusion, marginals: [[[String]]] = []) {
    precondition(
      releases.count == inclusion.modelCount,
      "\(releases.count) releases, \(inclusion.modelCount) rows of inclusion")
    precondition(
      marginals.isEmpty || marginals.count == releases.count,
      "\(marginals.count) lists of marginals for \(releases.count) releases")
    (self.releases, self.inclusion, self.marginals) = (releases, inclusion, marginals)
  }
}
