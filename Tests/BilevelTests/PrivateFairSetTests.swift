import Bilevel
import Foundation
import Privacy
import Statistics
import Testing

@Suite struct PrivateFairSetTests {
  private static let toy = ToyClients(count: 1500, seed: 1)
  private static let test = ToyClients(count: 8000, seed: 100)

  private static var records: LocalRecords {
    LocalRecords(
      "client", features: toy.features, labels: toy.labels,
      attributes: [.init("group", levels: ["a", "b"], codes: toy.groups)], width: 7)
  }

  private static func set(
    epsilon: Double, smoothing: DecisionSmoothing = .score, bound: Double = 0.1, steps: Int = 40,
    seed: UInt64 = 1
  ) throws -> (set: PrivateFairSet, ledger: PrivacyLedger, rho: Double) {
    let rho =
      epsilon.isFinite ? try ZeroConcentrated.rho(epsilon: epsilon, delta: 1e-5) : 1e6
    var noise = NoisyVectors(
      try PrivacyLedger(.zcdp(rho: rho), under: .addOrRemoveOne), data: "toy",
      source: { .seeded(seed, label: $0) }, keep: { _ in })
    var generator = SeededGenerator(seed: 1, label: "start")
    let space = PointSpace.unbounded(6)
    let set = try PrivateFairSet(
      records,
      constraints: [
        .init(.demographicParity, of: "group", bound: bound, smoothing: smoothing)
      ], space: space,
      plans: (FairSetPlan(points: 100), PrivateFairPlan(rho: rho, clip: 3, steps: steps)),
      from: FairSetSolver.start(in: space, count: 100, using: &generator), noise: &noise)
    return (set, noise.ledger, rho)
  }

  @Test("all of the budget and no more is spent, with counts and sums once and one gradient a step")
  func spending() throws {
    let made = try Self.set(epsilon: 2, steps: 10)
    #expect(
      made.ledger.entries.map(\.label).prefix(3) == [
        "records of each combination of groups and label",
        "sums of coordinates of each combination", "step 1: gradient of the loss",
      ])
    #expect(made.ledger.entries.count == 2 + 10)
    let spent = try made.ledger.spending
    #expect(spent <= made.rho * (1 + 1e-9) && spent > made.rho * 0.99)
    #expect(!made.ledger.isPrivate)
    let smooth = try Self.set(epsilon: 2, smoothing: .sigmoid(steepness: 4), steps: 10)
    #expect(smooth.ledger.entries.count == 1 + 3 * 10)
    #expect(try smooth.ledger.spending <= smooth.rho * (1 + 1e-9))
  }

  @Test("without noise the constraint on scores is kept; with less privacy loss it is kept less")
  func keepsConstraint() throws {
    func judged(_ epsilon: Double) throws -> Judgement {
      let made = try Self.set(epsilon: epsilon, bound: 0.1)
      return Self.test.judge(try WeightedLogistic(made.set.points, ridge: 0.05))
    }
    let plain = try judged(.infinity)
    let mild = try judged(8)
    let free = Self.test.judge(
      try WeightedLogistic(
        PointSet(features: Self.toy.features, labels: Self.toy.labels.map(Double.init), width: 7),
        ridge: 0.05))
    #expect(plain.gap < 0.15 && plain.accuracy > 0.6)
    #expect(free.gap > 0.5)
    #expect(mild.gap < 0.25)
  }

  @Test("the noisy vector has the noise that pays for it")
  func noise() throws {
    var noise = NoisyVectors(
      try PrivacyLedger(.zcdp(rho: 0.5), under: .addOrRemoveOne), data: "d",
      source: { .seeded(5, label: $0) }, keep: { _ in })
    let vector = Array(repeating: 1.5, count: 2000)
    let found = try noise.publish(vector, sensitivity: 3, rho: 0.5, for: "v")
    // sensitivity / sqrt(2 rho) = 3; the square root of the sample's mean square is within five standard errors.
    #expect(abs(found.deviation - 3) < 0.01)
    let square = found.values.reduce(0) { $0 + ($1 - 1.5) * ($1 - 1.5) } / 2000
    #expect(abs(square.squareRoot() - 3) < 5 * 3 / 4000.0.squareRoot())
    #expect(throws: PrivacyError.self) {
      try noise.publish([1], sensitivity: 1, rho: 0.01, for: "one more")
    }
  }

  @Test("a stopped run that is resumed with its ledger releases the same and spends nothing more")
  func resuming() throws {
    let made = try Self.set(epsilon: 4, steps: 5)
    var noise = NoisyVectors(
      made.ledger, data: "toy", source: { .seeded(99, label: $0) }, keep: { _ in })
    var generator = SeededGenerator(seed: 1, label: "start")
    let space = PointSpace.unbounded(6)
    let again = try PrivateFairSet(
      Self.records,
      constraints: [.init(.demographicParity, of: "group", bound: 0.1, smoothing: .score)],
      space: space,
      plans: (FairSetPlan(points: 100), PrivateFairPlan(rho: made.rho, clip: 3, steps: 5)),
      from: FairSetSolver.start(in: space, count: 100, using: &generator), noise: &noise)
    #expect(again.points == made.set.points)
    #expect(noise.ledger.entries.count == made.ledger.entries.count)
  }

  @Test(
    "levels are made whole at no cost of privacy, and regression's model stays better than at once",
    arguments: [[], [2]])
  func wholeLevels(hidden: [Int]) throws {
    let width = ToyClients.mixed.width
    let network = TanhNetwork(width: width, hidden: hidden)
    func made(rounds: Int, points: Int = 12) throws -> (loss: Double, entries: Int) {
      var noise = NoisyVectors(
        try PrivacyLedger(.zcdp(rho: 1e6), under: .addOrRemoveOne), data: "toy",
        source: { .seeded(1, label: $0) }, keep: { _ in })
      var generator = SeededGenerator(seed: 1, label: "start")
      var plan = FairSetPlan(points: points, ridge: 0.02)
      plan.roundingRounds = rounds
      let parameters = network.start(using: &generator)
      let set = try PrivateFairSet(
        Self.toy.mixedRecords, constraints: [], space: ToyClients.mixed,
        plans: (plan, PrivateFairPlan(rho: 1e6, clip: 3, steps: 40)),
        for: hidden.isEmpty
          ? .logistic : .perceptron(PerceptronPlan(hidden: hidden), start: parameters),
        from: FairSetSolver.start(in: ToyClients.mixed, count: points, using: &generator),
        noise: &noise)
      for start in stride(from: 0, to: set.points.features.count, by: width) {
        let levels = set.points.features[start + 2..<start + 7]
        #expect(levels.allSatisfy { $0 == 0 || $0 == 1 } && levels.reduce(0, +) == 2)
      }
      let inner = try PerceptronInner(network, set.points, ridge: 0.02, at: parameters)
        .minimised(steps: 200)
      let records = Self.toy.mixedRecords
      let scores = network.scores(inner.parameters, rows: records.features)
      let loss = zip(scores, records.labels).reduce(0) {
        $0 + log(1 + exp($1.1 == 1 ? -$1.0 : $1.0)) / Double(records.count)
      }
      return (loss, noise.ledger.entries.count)
    }
    let (rough, settled) = (try made(rounds: 0), try made(rounds: 6))
    #expect(settled.entries == rough.entries)
    // A perceptron that learns from other parameters may end on another branch of minima, for which nothing is promised.
    if hidden.isEmpty { #expect(settled.loss < rough.loss - 0.005) }
  }
}
