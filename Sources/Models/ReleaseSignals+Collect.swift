package import Auditing
import Learning
import NearestNeighbors
package import Tables
import Tensors

extension ReleaseSignals {
  /// Collects what attacks on a release declare, once for all of them.
  ///
  /// Numbers are scaled, and ranges taken, over the attacked and the reference records together, so that nothing depends on which
  /// of them are members. Records with coordinates of their own are compared by these as they are, and by no other distance.
  ///
  /// - Parameters:
  ///   - requirements: What the attacks declare.
  ///   - records: All records of the audit.
  ///   - audited: The row numbers of the attacked records.
  ///   - released: The row numbers of the released records.
  ///   - reference: The row numbers of records that the release was not made from; may be empty.
  ///   - bank: Other releases made as this one.
  ///   - opened: The noisy counts that the release was made of.
  ///   - threads: The most searches in work at a time; changes the time only.
  /// - Throws: An error in one line where records cannot be compared; `CancellationError`.
  package init(
    collecting requirements: Set<SignalRequirement>, of records: Records, audited: [Int],
    released: [Int], reference: [Int], bank: ReleaseBank? = nil,
    opened: OpenedCounts? = nil, threads: Int
  ) async throws {
    let rows = ReleaseRows(audited: audited, released: released, reference: reference)
    var toReleased: [RecordSpace: Tensor<Double>] = [:]
    var toReference: [RecordSpace: Tensor<Double>] = [:]
    var within: [RecordSpace: ReleaseNeighborhoods] = [:]
    for space in RecordSpace.allCases {
      let countsWithin = requirements.contains(.releasedWithin(space))
      let isWanted = requirements.contains(.released(space)) || countsWithin
      let comparesReference = requirements.contains(.releaseReference(space)) && !reference.isEmpty
      guard isWanted || comparesReference else { continue }
      guard space == .euclidean || records.coordinates == nil else { continue }
      let distances =
        switch space {
        case .gower:
          try await rows.distances(rows.mixed(records), comparesReference, countsWithin, threads)
        case .euclidean:
          try await rows.distances(rows.vectors(records), comparesReference, countsWithin, threads)
        }
      toReleased[space] = distances.released
      toReference[space] = distances.reference
      within[space] = distances.within
    }
    self.init(
      records: records, audited: audited, released: released, reference: reference,
      toReleased: toReleased, toReference: toReference, within: within, bank: bank,
      toBank: requirements.contains(.releaseBankDistances)
        ? try await bank?.distances(from: rows, of: records, threads: threads) : nil, opened: opened
    )
  }
}

extension ReleaseBank {
  /// The attacked records' Euclidean distances to the nearest record of each release.
  fileprivate func distances(
    from rows: ReleaseRows, of records: Records, threads: Int
  ) async throws -> Tensor<Double> {
    let scaling = FeatureScaling(fittedOn: rows.audited + rows.reference, of: records)
    let audited = try EuclideanPoints(records.scaledWithLabels(rows.audited, scaling))
    var scalars = Array(repeating: 0.0, count: audited.count * releases.count)
    for (place, release) in releases.enumerated() {
      let points = try EuclideanPoints(records.scaledWithLabels(release, scaling))
      let near = try await audited.nearest(1, in: points, threads: threads).distances
      for record in near.indices { scalars[record * releases.count + place] = near[record] }
    }
    return Tensor(shape: [audited.count, releases.count], scalars: scalars)
  }
}

/// Which rows of a dataset are attacked, which were released, and which are for reference.
private struct ReleaseRows {
  let audited: [Int]
  let released: [Int]
  let reference: [Int]

  /// The three sets of records as points of one space.
  struct Points<Space: PointSet> {
    let audited: Space
    let released: Space
    let reference: Space
  }

  /// The records for Gower's distance.
  func mixed(_ records: Records) throws -> Points<MixedTable> {
    let all = records.dataset
    let domain = try MixedDomain(
      ranges: [all.selecting(rows: audited + reference)], also: [all.selecting(rows: released)])
    return Points(
      audited: try MixedTable(all.selecting(rows: audited), in: domain),
      released: try MixedTable(all.selecting(rows: released), in: domain),
      reference: try MixedTable(all.selecting(rows: reference), in: domain))
  }

  /// The records for the Euclidean distance.
  func vectors(_ records: Records) throws -> Points<EuclideanPoints> {
    if let coordinates = records.coordinates {
      return Points(
        audited: try EuclideanPoints(coordinates.rows(audited)),
        released: try EuclideanPoints(coordinates.rows(released)),
        reference: try EuclideanPoints(coordinates.rows(reference)))
    }
    let scaling = FeatureScaling(fittedOn: audited + reference, of: records)
    return Points(
      audited: try EuclideanPoints(records.scaledWithLabels(audited, scaling)),
      released: try EuclideanPoints(records.scaledWithLabels(released, scaling)),
      reference: try EuclideanPoints(records.scaledWithLabels(reference, scaling)))
  }

  /// What a search found of the attacked records.
  struct Distances {
    let released: Tensor<Double>
    let reference: Tensor<Double>?
    let within: ReleaseNeighborhoods?
  }

  /// The attacked records' distances to the nearest of both other sets, and the released ones around them.
  func distances<Space>(
    _ points: Points<Space>, _ comparesReference: Bool, _ countsWithin: Bool, _ threads: Int
  ) async throws -> Distances {
    func column(_ near: Neighbors) -> Tensor<Double> {
      Tensor(shape: [audited.count, 1], scalars: near.distances(ofRank: 0))
    }
    let released = column(
      try await points.audited.nearest(1, in: points.released, threads: threads))
    let reference =
      comparesReference
      ? column(try await points.audited.nearest(1, in: points.reference, threads: threads)) : nil
    let within =
      countsWithin
      ? try await ReleaseNeighborhoods(
        of: points.audited, in: points.released, nearest: released.scalars, threads: threads) : nil
    return Distances(released: released, reference: reference, within: within)
  }
}
