import Foundation
import NearestNeighbors
import Statistics
import Testing

@Suite struct `Sums of kernels` {
  /// Columns of mixed kinds, and the slow sum of the same kernels.
  private struct Sample {
    var numbers: [[Double]] = []
    var codes: [[Int32]] = []
    var penalties: [Double] = []
    let count: Int

    init(_ count: Int, numbers: Int, codes: Int, missing: Double = 0, spread: Double = 1) {
      var generator = SeededGenerator(seed: 3, label: "kernels")
      self.count = count
      for _ in 0..<numbers {
        self.numbers.append(
          (0..<count).map { _ in
            generator.bernoulli(missing) ? .nan : spread * generator.normal()
          })
      }
      for column in 0..<codes {
        self.codes.append((0..<count).map { _ in Int32(generator.integer(below: 3)) })
        penalties.append(0.4 + Double(column))
      }
    }

    var points: KernelPoints {
      KernelPoints(
        numbers.map { .numbers($0) }
          + zip(codes, penalties).map { .codes($0, penalty: $1) }, count: count)
    }

    func logSum(_ query: Int, over records: [Int]) -> Double {
      let logs = records.map { record in
        numbers.reduce(0.0) { sum, column in
          let difference = column[query] - column[record]
          return sum - (difference.isNaN ? 0 : difference * difference / 2)
        }
          - zip(codes, penalties).reduce(0.0) { sum, column in
            sum + (column.0[query] == column.0[record] ? 0 : column.1)
          }
      }
      let top = logs.max() ?? 0
      return top + log(logs.reduce(0) { $0 + exp($1 - top) })
    }
  }

  @Test(
    "Sums equal those of a direct double loop",
    arguments: [
      (records: 1, numbers: 2, codes: 2, missing: 0.0, spread: 1.0),
      (records: 63, numbers: 3, codes: 0, missing: 0, spread: 1),
      (records: 64, numbers: 0, codes: 3, missing: 0, spread: 1),
      (records: 65, numbers: 1, codes: 1, missing: 0.3, spread: 1),
      (records: 511, numbers: 2, codes: 2, missing: 0.1, spread: 3),
      (records: 1100, numbers: 2, codes: 1, missing: 1, spread: 1),
      // So far apart that every kernel but a record's own is below the smallest number.
      (records: 600, numbers: 4, codes: 1, missing: 0, spread: 1e3),
      (records: 70, numbers: 0, codes: 0, missing: 0, spread: 1),
    ])
  func direct(
    shape: (records: Int, numbers: Int, codes: Int, missing: Double, spread: Double)
  ) throws {
    let sample = Sample(
      shape.records + 70, numbers: shape.numbers, codes: shape.codes, missing: shape.missing,
      spread: shape.spread)
    let records = Array(70..<70 + shape.records)
    let sums = try sample.points.logSums(at: Array(0..<70), over: records)
    #expect(sums.count == 70)
    for (query, sum) in sums.enumerated() {
      let slow = sample.logSum(query, over: records)
      #expect(abs(sum - slow) <= 2e-6 * max(1, abs(slow)), "query \(query)")
    }
  }

  @Test("A sum does not depend on which other records are asked about")
  func alone() throws {
    let points = Sample(300, numbers: 3, codes: 2, missing: 0.1).points
    let records = Array(0..<200)
    let all = try points.logSums(at: Array(0..<300), over: records)
    for query in [0, 63, 64, 127, 299] {
      #expect(try points.logSums(at: [query], over: records) == [all[query]])
    }
    #expect(try points.logSums(at: [], over: records).isEmpty)
  }

  @Test("A record that is as far from all others as can be has the kernel of itself alone")
  func itself() throws {
    let points = KernelPoints([.numbers([0, 1e6, -1e6])], count: 3)
    let sums = try points.logSums(at: [0, 1, 2], over: [0, 1, 2])
    #expect(sums.allSatisfy { abs($0) < 1e-6 })
    #expect(try points.logSums(at: [0], over: [1])[0] < -1e11)
  }
}
