import Bilevel
import Privacy
import Statistics
import Testing

@Suite("Private sets for perceptrons")
struct PrivatePerceptronTests {
  private static let hidden = [4]
  private static let toy = ToyClients(count: 1500, seed: 1)
  private static let plan = FairSetPlan(points: 30, ridge: 0.02)

  private static func records(_ toy: ToyClients) -> LocalRecords {
    LocalRecords(
      "client", features: toy.features, labels: toy.labels,
      attributes: [.init("group", levels: ["a", "b"], codes: toy.groups)], width: 7)
  }

  private static func set(
    _ smoothings: [DecisionSmoothing], bound: Double = 0.1, rho: Double, steps: Int,
    ledger: PrivacyLedger? = nil, seed: UInt64 = 1
  ) throws -> (set: PrivateFairSet, ledger: PrivacyLedger) {
    var noise = NoisyVectors(
      try ledger ?? PrivacyLedger(.zcdp(rho: rho), under: .addOrRemoveOne), data: "toy",
      source: { .seeded(seed, label: $0) }, keep: { _ in })
    var generator = SeededGenerator(seed: 1, label: "start")
    let space = PointSpace.unbounded(6)
    let points = FairSetSolver.start(in: space, count: plan.points, using: &generator)
    let parameters = TanhNetwork(width: 7, hidden: hidden).start(using: &generator)
    let set = try PrivateFairSet(
      records(toy),
      constraints: smoothings.map {
        .init(.demographicParity, of: "group", bound: bound, smoothing: $0)
      }, space: space, plans: (plan, PrivateFairPlan(rho: rho, clip: 3, steps: steps)),
      for: .perceptron(PerceptronPlan(hidden: hidden), start: parameters), from: points,
      noise: &noise)
    return (set, noise.ledger)
  }

  @Test(
    "all of the budget and no more is spent: sizes once, and in each step a gradient and two vectors for each smoothing",
    arguments: [
      [DecisionSmoothing.score], [.sigmoid(steepness: 4)],
      [.sigmoid(steepness: 4), .sigmoid(steepness: 2)],
    ])
  func spending(_ smoothings: [DecisionSmoothing]) throws {
    let rho = try ZeroConcentrated.rho(epsilon: 2, delta: 1e-5)
    let made = try Self.set(smoothings, rho: rho, steps: 5)
    #expect(made.ledger.entries.count == 1 + (1 + 2 * smoothings.count) * 5)
    let spent = try made.ledger.spending
    #expect(spent <= rho * (1 + 1e-9) && spent > rho * 0.99)
    #expect(!made.ledger.isPrivate)
  }

  @Test("a stopped run that is resumed with its ledger releases the same and spends nothing more")
  func resuming() throws {
    let made = try Self.set([.score], rho: 0.5, steps: 4)
    let again = try Self.set([.score], rho: 0.5, steps: 4, ledger: made.ledger, seed: 99)
    #expect(again.set.points == made.set.points)
    #expect(again.ledger == made.ledger)
    // Other noise makes another set, so that equal ones are not for want of noise.
    let other = try Self.set([.score], rho: 0.5, steps: 4, seed: 99)
    #expect(other.set.points != made.set.points)
  }

  @Test(
    "without noise the constraint is kept, and a perceptron that learns the set is far less unfair than one of the records and hardly less accurate than one of a set made without privacy"
  )
  func withoutNoise() throws {
    let network = TanhNetwork(width: 7, hidden: Self.hidden)
    var generator = SeededGenerator(seed: 3, label: "trained")
    /// Accuracy and difference of rates of a perceptron that learned a set, on fresh records.
    func judge(_ points: PointSet) throws -> (accuracy: Double, gap: Double) {
      let model = try PerceptronInner(
        network, points, ridge: Self.plan.ridge, at: network.start(using: &generator)
      ).minimised(steps: 200)
      let test = ToyClients(count: 8000, seed: 100)
      let scores = network.scores(model.parameters, rows: test.features)
      var (right, positive, size) = (0.0, [0.0, 0.0], [0.0, 0.0])
      for (row, score) in scores.enumerated() {
        if (score > 0) == (test.labels[row] == 1) { right += 1 }
        size[test.groups[row]] += 1
        if score > 0 { positive[test.groups[row]] += 1 }
      }
      return (right / 8000, positive[1] / size[1] - positive[0] / size[0])
    }
    let smoothing = DecisionSmoothing.sigmoid(steepness: 4)
    let made = try Self.set([smoothing], rho: 1e6, steps: 60)
    let value = try #require(made.set.noisyValues.first)
    #expect(abs(value) < 0.12)
    let noiseless = try judge(made.set.points)
    let open = try PerceptronFairSetSolver(
      Self.toy.sample,
      constraints: [.init(.demographicParity, of: "group", bound: 0.1, smoothing: smoothing)],
      space: .unbounded(6), plan: Self.plan, perceptron: PerceptronPlan(hidden: Self.hidden)
    ).solve(
      from: FairSetSolver.start(in: .unbounded(6), count: Self.plan.points, using: &generator),
      using: &generator)
    let plain = try judge(open.points)
    #expect(
      noiseless.accuracy > plain.accuracy - 0.05,
      "\(noiseless) where the set without privacy has \(plain)")
    let free = try judge(Self.records(Self.toy).points)
    #expect(noiseless.gap < 0.3 && free.gap > 0.45, "\(noiseless), \(plain), \(free)")
  }
}
