import Attacks
import Auditing
import Foundation
import Statistics
import Tables
import Tensors
import Testing

@Suite struct `Groundhog` {
  /// Releases that are the records themselves, drawn by coins, so that every statistic of them moves with each record.
  private struct Bank {
    let signals: Signals
    let isMember: [Bool]
    let inclusion: [[Bool]]
    let values: [[Double]]

    init(records: Int, releases: Int, seed: UInt64, isBlind: Bool = false) throws {
      var generator = SeededGenerator(seed: seed, label: "groundhog bank")
      let values = (0..<records).map { _ in (0..<3).map { _ in generator.normal() * 2 } }
      let rows = (0...releases).map { _ in (0..<records).map { _ in generator.bernoulli(0.5) } }
      isMember = rows[0]
      inclusion = Array(rows.dropFirst())
      self.values = values
      var all = values
      var places: [[Int]] = []
      for row in rows {
        let first = all.count
        // Where the releases are blind, they hold other records than their inclusion says.
        let kept =
          isBlind
          ? (0..<records).map { _ in generator.bernoulli(0.5) } : row
        all += values.indices.filter { kept[$0] }.map { values[$0] }
        places.append(Array(first..<all.count))
      }
      let features = (0..<3).map { column in
        Feature(name: "x\(column)", values: .numeric(all.map { $0[column] }))
      }
      let dataset = Dataset(
        name: "bank", features: features, label: .notGiven(count: all.count), groups: [],
        sources: [])
      let audited = Array(0..<records)
      signals = Signals(
        audited: try Outputs(records: audited), seed: 1,
        release: ReleaseSignals(
          records: try Records(dataset), audited: audited, released: places[0],
          bank: ReleaseBank(
            releases: Array(places.dropFirst()), inclusion: Inclusion(inclusion))))
    }

    /// Each release's mean, median and variance of each column, the audited one first.
    var naive: [[Double]] {
      ([isMember] + inclusion).map { row in
        (0..<3).flatMap { column -> [Double] in
          let own = values.indices.filter { row[$0] }.map { values[$0][column] }.sorted()
          let mean = own.reduce(0, +) / Double(own.count)
          let middle = (own[(own.count - 1) / 2] + own[own.count / 2]) / 2
          let residuals: [Double] = own.map { $0 - mean }
          let variance = residuals.reduce(0) { $0 + $1 * $1 } / Double(own.count)
          return [mean, middle, variance]
        }
      }
    }
  }

  /// The log odds of a ridge linear discriminant from the within-class covariance itself.
  private func slowScore(_ record: Int, _ bank: Bank, ridge: Double) throws -> Double {
    let (rows, own) = standardised(bank.naive)
    let (count, width) = (rows.count, own.count)
    let seen = bank.inclusion.map { $0[record] }
    func mean(_ side: Bool) -> [Double] {
      let chosen = rows.indices.filter { seen[$0] == side }.map { rows[$0] }
      return (0..<width).map { column in
        chosen.reduce(0) { $0 + $1[column] } / Double(chosen.count)
      }
    }
    let (inside, outside) = (mean(true), mean(false))
    let squares: [Double] = rows.map { row in row.reduce(0) { $0 + $1 * $1 } }
    let length = squares.reduce(0, +) / Double(count)
    var scatter = Array(repeating: 0.0, count: width * width)
    for first in 0..<width {
      for second in 0..<width {
        for (row, isIn) in zip(rows, seen) {
          let center = isIn ? inside : outside
          scatter[first * width + second] +=
            (row[first] - center[first]) * (row[second] - center[second])
        }
      }
      scatter[first * width + first] += ridge * length
    }
    let covariance = Tensor(
      shape: [width, width], scalars: scatter.map { $0 / Double(count - 2) })
    let direction = try solveSymmetric(covariance, zip(inside, outside).map { $0 - $1 })
    var total = 0.0
    for column in 0..<width {
      let middle = (inside[column] + outside[column]) / 2
      total += direction[column] * (own[column] - middle)
    }
    return total
  }

  /// The bank's rows and the audited one, standardised over the bank, with unit weight in all.
  private func standardised(_ rows: [[Double]]) -> (bank: [[Double]], own: [Double]) {
    let bank = rows.dropFirst()
    let count = Double(bank.count)
    // Records have three columns, none of which has levels: the label has one, in every release.
    let scaled = rows.map { row in
      row.indices.map { column -> Double in
        let mean = bank.reduce(0) { $0 + $1[column] } / count
        let residuals: [Double] = bank.map { $0[column] - mean }
        let variance = residuals.reduce(0) { $0 + $1 * $1 } / count
        return (row[column] - mean) / (variance * Double(row.count)).squareRoot()
      }
    }
    return (Array(scaled.dropFirst()), scaled[0])
  }

  @Test(
    "Scores equal those of a discriminant from within-class covariances", arguments: [0.05, 1, 20])
  func discriminant(ridge: Double) throws {
    let bank = try Bank(records: 30, releases: 24, seed: 5)
    let scores = try attack("groundhog", "{features: naive, ridge: \(ridge)}").scores(
      for: bank.signals)
    for (record, score) in scores.enumerated() {
      let slow = try slowScore(record, bank, ridge: ridge)
      #expect(abs(score - slow) < 1e-8 * max(1, abs(slow)), "record \(record)")
    }
  }

  @Test(
    "Records that were in the release score higher, whatever statistics are compared",
    arguments: ["all", "naive", "histogram"])
  func leak(features: String) throws {
    // Nothing but chance gives an area above 0.65 with a probability of about 0.005 for 60 records.
    let bank = try Bank(records: 60, releases: 150, seed: 6)
    let scores = try attack("groundhog", "features: \(features)").scores(for: bank.signals)
    #expect(areaUnderCurve(scores, bank.isMember) > 0.65)
  }

  @Test("Releases that do not depend on the records tell nothing")
  func blindReleases() throws {
    // 200 records: the area's standard deviation is about 0.041, so that 0.17 is passed with a probability below 1e-4.
    let bank = try Bank(records: 200, releases: 40, seed: 7, isBlind: true)
    let scores = try attack("groundhog").scores(for: bank.signals)
    #expect(abs(areaUnderCurve(scores, bank.isMember) - 0.5) < 0.17)
  }

  @Test(
    "A record in none or all of the releases is refused by its row",
    arguments: [
      (false, "row 2 is in none of the 3 other releases: draw each record into about half of them"),
      (true, "row 2 is in all of the 3 other releases: draw each record into about half of them"),
    ])
  func onOneSide(side: Bool, message: String) throws {
    let sample = MixedRelease.copy(members: 4)
    let coins = [true, false, side, true, false, true, false, true]
    let others = [false, true, side, false, true, false, true, false]
    let signals = try sample.signals(
      bank: ReleaseBank(
        releases: [[0, 1, 2], [3, 4], [5, 6, 7]], inclusion: Inclusion([coins, others, coins])))
    #expect(throws: AuditingError(message)) { try attack("groundhog").scores(for: signals) }
  }

  @Test("Releases that are all alike are refused")
  func alike() throws {
    let sample = MixedRelease.copy(members: 4)
    let coins = (0..<8).map { $0.isMultiple(of: 2) }
    let signals = try sample.signals(
      bank: ReleaseBank(
        releases: [[0, 1, 2], [0, 1, 2]], inclusion: Inclusion([coins, coins.map { !$0 }])))
    #expect(throws: AuditingError("the other releases do not differ in any statistic")) {
      try attack("groundhog").scores(for: signals)
    }
  }
}
