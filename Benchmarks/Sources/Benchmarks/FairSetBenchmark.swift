import Bilevel
import Foundation
import Statistics

/// The time of a client's fair set: 200 points and 200 outer steps on one core.
struct FairSetBenchmark: Benchmark {
  private static let (points, steps) = (200, 200)
  /// The records and columns of the claim, then those that show how the time grows.
  private static let sizes = [(30_000, 100), (15_000, 100), (3_000, 100), (30_000, 50)]

  var name: String { "fair set, 30,000 x 100, 200 steps" }

  func measure(under conditions: Conditions) async throws -> Claim {
    let client = try Self.client(records: Self.sizes[0].0, columns: Self.sizes[0].1)
    _ = try Self.milliseconds(client)
    let times = try (0..<conditions.repetitions).map { _ in try Self.milliseconds(client) }
    var remarks = [
      "\(Self.points) points, one constraint, logistic regression, one core; no limit is known, so ours stands there"
    ]
    for (records, columns) in Self.sizes.dropFirst() {
      let other = try Self.client(records: records, columns: columns)
      let time = try Self.milliseconds(other)
      remarks.append("\(records) x \(columns): \(Int(time)) ms")
    }
    let own = Repetitions(times)
    return Claim(
      name: name, quantity: .milliseconds,
      measured: Measured(ours: own, peer: nil, limit: own.median),
      threshold: Threshold(most: 10_000), remarks: remarks)
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
