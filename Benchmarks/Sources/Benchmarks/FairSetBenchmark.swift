import Bilevel
import Foundation
import Statistics

/// The time of a client's fair set: 200 points and 200 outer steps on one core.
struct FairSetBenchmark: Benchmark {
  private static let (points, steps) = (200, 200)
  /// The records and columns that show how the time grows; the last of each are the claim's.
  private static let (records, columns) = ([7_500, 15_000, 30_000], [25, 50, 100])

  var name: String { "fair set, 30,000 x 100, 200 steps" }

  func measure(under conditions: Conditions) async throws -> Claim {
    let client = try Self.client(records: 30_000, columns: 100)
    _ = try Self.milliseconds(client)
    let times = try (0..<conditions.repetitions).map { _ in try Self.milliseconds(client) }
    var remarks = [
      "\(Self.points) points, one constraint, logistic regression, one core; no limit is known, so ours stands there"
    ]
    var grid: [(records: Int, columns: Int, time: Double)] = []
    for records in Self.records {
      for columns in Self.columns {
        let other = try Self.client(records: records, columns: columns)
        let time = try (0..<2).map { _ in try Self.milliseconds(other) }.min() ?? 0
        grid.append((records, columns, time))
        remarks.append("\(records) x \(columns): \(Int(time)) ms")
      }
    }
    remarks.append(Self.growth(grid))
    let own = Repetitions(times)
    return Claim(
      name: name, quantity: .milliseconds,
      measured: Measured(ours: own, peer: nil, limit: own.median),
      threshold: Threshold(most: 10_000), remarks: remarks)
  }

  /// The time as a sum of its parts, each in proportion to the work that it stands for, by least squares of relative errors.
  private static func growth(_ grid: [(records: Int, columns: Int, time: Double)]) -> String {
    let rows = grid.map { cell -> [Double] in
      let (n, p, m) = (Double(cell.records), Double(cell.columns), Double(points))
      return [n * p, m * p * p + p * p * p, n].map { $0 / cell.time }
    }
    let factors = leastSquares(rows)
    let worst = rows.map { abs(zip($0, factors).reduce(0) { $0 + $1.0 * $1.1 } - 1) }.max() ?? 0
    let each = factors.map { String(format: "%.2f", 1e6 * $0 / Double(steps)) }
    return
      "a step takes \(each[0]) ns x N p + \(each[1]) ns x (m p^2 + p^3) + \(each[2]) ns x N; the worst of \(grid.count) is off by \(Int((100 * worst).rounded())) %"
  }

  /// The factors x >= 0 for which rows times x come nearest to 1, by coordinate descent.
  private static func leastSquares(_ rows: [[Double]]) -> [Double] {
    var factors = Array(repeating: 0.0, count: rows[0].count)
    for _ in 0..<20_000 {
      for place in factors.indices {
        var (product, square) = (0.0, 0.0)
        for row in rows {
          let others =
            zip(row, factors).reduce(0) { $0 + $1.0 * $1.1 } - row[place] * factors[place]
          product += row[place] * (1 - others)
          square += row[place] * row[place]
        }
        factors[place] = max(0, product / square)
      }
    }
    return factors
  }

  /// Records of two groups, of which the first column goes with the group and the label.
  private static func client(records: Int, columns: Int) throws -> ClientSample {
    var generator = SeededGenerator(seed: 1, label: "fair set benchmark")
    var (features, labels, groups) = ([Double](), [Int](), [Int]())
    features.reserveCapacity(records * columns)
    for _ in 0..<records {
      let group = generator.bernoulli(0.5) ? 1 : 0
      var row = (0..<columns - 1).map { _ in generator.normal() }
      row[0] += Double(group)
      let odds = exp(row[0] + row[1] - row[2])
      features += row + [1]
      labels.append(generator.bernoulli(odds / (1 + odds)) ? 1 : 0)
      groups.append(group)
    }
    return ClientSample(
      features: features, labels: labels,
      attributes: [.init("group", levels: ["a", "b"], codes: groups)], width: columns)
  }

  private static func milliseconds(_ client: ClientSample) throws -> Double {
    var generator = SeededGenerator(seed: 2, label: "start")
    let space = PointSpace.unbounded(client.width - 1)
    var plan = FairSetPlan(points: points, steps: steps)
    plan.tolerance = 0
    let solver = try FairSetSolver(
      client, constraints: [.init(.demographicParity, of: "group", bound: 0.05)], space: space,
      plan: plan)
    let start = FairSetSolver.start(in: space, count: points, using: &generator)
    return try 1000 * seconds { _ = try solver.solve(from: start) }
  }
}
