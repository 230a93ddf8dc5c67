import Bilevel
import Foundation
import Statistics
import Synchronization
import Testing

@Suite struct PerceptronTests {
  private static let client = ToyClients(count: 300, seed: 9)

  @Test(
    "hypergradients at a regularised minimum equal central differences to a thousandth",
    arguments: HypergradientMethod.allCases, [[3], [4, 3]])
  func centralDifferences(_ method: HypergradientMethod, _ hidden: [Int]) throws {
    let (width, ridge) = (5, 0.02)
    var generator = SeededGenerator(seed: 1, label: "hypergradient check")
    let network = TanhNetwork(width: width, hidden: hidden)
    func rows(_ count: Int) -> [Double] {
      FairSetSolver.start(in: .unbounded(width - 1), count: count, using: &generator)
    }
    var points = PointSet(
      features: rows(8), labels: (0..<8).map { Double($0 % 2) }, width: width)
    points.weights = (0..<8).map { _ in 0.5 + generator.uniform() }
    let records = rows(6)
    let factors = (0..<6).map { _ in generator.normal() }
    let minimum = try PerceptronInner(
      network, points, ridge: ridge, at: network.start(using: &generator)
    ).minimised(steps: 500)
    #expect(minimum.gradient.allSatisfy { abs($0) < 1e-8 })
    let outer = network.gradient(minimum.parameters, rows: records, scores: factors)
    let found = minimum.hypergradient(of: outer, by: method)
    /// A combination of scores of records at the minimum for moved points.
    func value(_ points: PointSet) throws -> Double {
      let moved = try PerceptronInner(network, points, ridge: ridge, at: minimum.parameters)
        .minimised(steps: 500)
      return zip(network.scores(moved.parameters, rows: records), factors)
        .reduce(0) { $0 + $1.0 * $1.1 }
    }
    func compare(
      _ analytic: [Double], _ move: (inout PointSet, Int, Double) -> Void
    ) throws {
      let scale = analytic.reduce(0) { max($0, abs($1)) }
      // A minimum at which all weights are 0 would compare nothing.
      #expect(scale > 1e-3)
      for place in analytic.indices {
        var (above, below) = (points, points)
        move(&above, place, 1e-4)
        move(&below, place, -1e-4)
        let difference = (try value(above) - value(below)) / 2e-4
        let isConstant = analytic.count > 8 && (place + 1) % width == 0
        if !isConstant { #expect(abs(difference - analytic[place]) < 1e-3 * scale) }
      }
    }
    try compare(found.features) { $0.features[$1] += $2 }
    try compare(found.weights) { $0.weights[$1] += $2 }
  }

  @Test("a stopped search goes on to the same set, with weights in their bounds")
  func resuming() throws {
    struct Stop: Error {}
    let space = PointSpace.unbounded(6)
    var plan = FairSetPlan(points: 8, ridge: 0.02, steps: 60)
    plan.learnsWeights = true
    let solver = try PerceptronFairSetSolver(
      ToyClients(count: 100, seed: 9).sample,
      constraints: [.init(.demographicParity, of: "group", bound: 0.1)], space: space, plan: plan,
      perceptron: PerceptronPlan(hidden: [2]))
    func solve(_ surroundings: PerceptronFairSetSolver.Surroundings) throws -> FairSet {
      var generator = SeededGenerator(seed: 2, label: "start")
      let start = FairSetSolver.start(in: space, count: 8, using: &generator)
      return try solver.solve(from: start, using: &generator, surroundings: surroundings)
    }
    let whole = try solve(.init())
    let kept = Mutex<Data?>(nil)
    var surroundings = PerceptronFairSetSolver.Surroundings()
    surroundings.keep = { checkpoint in
      let bytes = try JSONEncoder().encode(checkpoint)
      kept.withLock { $0 = bytes }
      throw Stop()
    }
    #expect(throws: Stop.self) { try solve(surroundings) }
    let bytes = try #require(kept.withLock { $0 })
    surroundings.load = {
      try JSONDecoder().decode(PerceptronFairSetSolver.Checkpoint.self, from: bytes)
    }
    surroundings.keep = { _ in }
    let resumed = try solve(surroundings)
    #expect(resumed.points == whole.points && resumed.trace == whole.trace)
    #expect(Set(whole.points.weights).count > 1)
    #expect(whole.points.weights.allSatisfy { $0 >= 0 && $0 <= 4 })
  }

  @Test("a perceptron's set keeps the constraint and learns the records")
  func constrained() throws {
    var generator = SeededGenerator(seed: 2, label: "start")
    let space = PointSpace.unbounded(6)
    let plan = FairSetPlan(points: 20, ridge: 0.02, steps: 200)
    func set(_ constraints: [FairnessConstraint]) throws -> FairSet {
      try PerceptronFairSetSolver(
        Self.client.sample, constraints: constraints, space: space, plan: plan,
        perceptron: PerceptronPlan(hidden: [4])
      ).solve(
        from: FairSetSolver.start(in: space, count: 20, using: &generator), using: &generator)
    }
    let free = try set([])
    let fair = try set([.init(.demographicParity, of: "group", bound: 0.1)])
    #expect(free.relaxed.accuracy > 0.78)
    #expect(fair.relaxed.violation < 5e-3 && fair.relaxed.accuracy > 0.6)
  }
}
