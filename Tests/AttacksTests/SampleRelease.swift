import Auditing
import Foundation
import Statistics
import Tables
import Tensors

/// A release beside attacked records, each member of which was released almost as it is.
struct SampleRelease {
  /// The row number of the first attacked record; rows before it take no part.
  static let firstRow = 100

  private let rows: [[Float]]
  private let attacked: Int
  private let reference: Range<Int>
  private let released: Range<Int>
  private let inclusion: [[Bool]]
  private let isMember: [Bool]

  /// Creates a release.
  ///
  /// - Parameters:
  ///   - features: The attacked records, then those that the release was not made from.
  ///   - isMember: The membership of the attacked records.
  ///   - inclusion: The attacked records that each of the bank's releases was made from.
  init(features: [[Float]], isMember: [Bool], inclusion: [[Bool]]) {
    var generator = SeededGenerator(seed: 12, label: "sample release")
    let before = Array(
      repeating: [Float](repeating: 0, count: features[0].count), count: Self.firstRow)
    func near(_ included: [Bool]) -> [[Float]] {
      included.indices.filter { included[$0] }.map { record in
        features[record].map { $0 + Float(0.01 * generator.normal()) }
      }
    }
    let own = near(isMember)
    let others = inclusion.map { near(Array($0.prefix(isMember.count))) }
    attacked = isMember.count
    let first = Self.firstRow + features.count
    reference = Self.firstRow + attacked..<first
    released = first..<first + own.count
    rows = before + features + own + others.joined()
    (self.inclusion, self.isMember) = (inclusion, isMember)
  }

  /// The signals with the attacked records and the bank's releases in an order.
  ///
  /// - Parameters:
  ///   - order: Places of attacked records.
  ///   - models: Places of the bank's releases.
  /// - Returns: Signals whose attacked records have the row numbers from ``firstRow`` on.
  /// - Throws: What the records' encoding throws.
  func signals(order: [Int], models: [Int]) throws -> ReleaseSignals {
    let audited = order.map { Self.firstRow + $0 }
    var start = released.upperBound
    let releases = inclusion.map { row in
      let count = row.prefix(attacked).count { $0 }
      defer { start += count }
      return Array(start..<start + count)
    }
    let columns = rows[0].indices.map { column in
      Feature(name: "x\(column)", values: .numeric(rows.map { Double($0[column]) }))
    }
    return ReleaseSignals(
      records: try Records(
        Dataset(
          name: "sample", features: columns, label: .notGiven(count: rows.count), groups: [],
          sources: [])),
      audited: audited, released: Array(released), reference: Array(reference),
      toReleased: distances(audited, to: released), toReference: distances(audited, to: reference),
      within: within(audited),
      bank: ReleaseBank(
        releases: models.map { releases[$0] },
        inclusion: Inclusion(models.map { model in order.map { inclusion[model][$0] } })),
      toBank: Tensor(
        shape: [audited.count, models.count],
        scalars: audited.flatMap { record in
          models.map { model in releases[model].map { distance(record, $0) }.min() ?? 0 }
        }), opened: opened(audited))
  }

  /// Two marginals in which each attacked record is alone in its cell, with its own noise.
  private func opened(_ audited: [Int]) -> OpenedCounts {
    let sigmas = [0.5, 0.7]
    let excess = sigmas.indices.map { marginal in
      audited.map { row in
        var generator = SeededGenerator(seed: 14, label: "noise \(marginal) of \(row)")
        return (isMember[row - Self.firstRow] ? 1.0 : 0) + sigmas[marginal] * generator.normal()
      }
    }
    return OpenedCounts(
      rows: audited, deviations: sigmas, excess: excess,
      crowds: sigmas.map { _ in audited.map { _ in 1 } })
  }

  /// The released records around each attacked one, within the median of the nearest distances.
  private func within(_ audited: [Int]) -> [RecordSpace: ReleaseNeighborhoods] {
    let all = audited.map { record in released.map { distance(record, $0) } }
    let nearest = all.map { $0.min() ?? 0 }.sorted()
    let radius = nearest[(nearest.count - 1) / 2]
    let neighborhoods = ReleaseNeighborhoods(
      radius: radius, counts: all.map { $0.count { $0 <= radius } },
      closeness: all.map { row in
        row.filter { $0 <= radius }.sorted().reduce(0) {
          $0 + log(radius / max($1, radius / 1000))
        }
      })
    return Dictionary(uniqueKeysWithValues: RecordSpace.allCases.map { ($0, neighborhoods) })
  }

  private func distance(_ record: Int, _ other: Int) -> Double {
    zip(rows[record], rows[other]).reduce(0.0) { sum, pair in
      sum + Double(pair.0 - pair.1) * Double(pair.0 - pair.1)
    }.squareRoot()
  }

  private func distances(_ audited: [Int], to others: Range<Int>) -> [RecordSpace: Tensor<Double>] {
    let nearest = audited.flatMap { record in
      others.map { distance(record, $0) }.sorted().prefix(2)
    }
    let tensor = Tensor(shape: [audited.count, 2], scalars: nearest)
    return Dictionary(uniqueKeysWithValues: RecordSpace.allCases.map { ($0, tensor) })
  }
}
