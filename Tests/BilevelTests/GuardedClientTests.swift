import Bilevel
import Privacy
import Statistics
import Testing

/// What is published, against the sensitivities that are charged for it.
@Suite struct GuardedClientTests {
  /// A budget so large that noise is below a thousandth of every sensitivity.
  private static let rho = 1e9
  private static let clip = 3.0

  struct Model: CustomTestStringConvertible, Sendable {
    var hidden: [Int]
    var smoothing: DecisionSmoothing
    /// What the first points are multiplied by: scores are steep where they are large.
    var scale: Double

    var testDescription: String { "hidden \(hidden), \(smoothing), points x \(scale)" }
  }

  private static let models = [[], [3], [4, 2]].flatMap { hidden in
    [DecisionSmoothing.score, .probability, .sigmoid(steepness: 4)].flatMap { smoothing in
      [0.3, 3].map { Model(hidden: hidden, smoothing: smoothing, scale: $0) }
    }
  }

  /// What a client's first step publishes: each vector by its label, with what a record may change of it.
  private static func published(
    _ toy: ToyClients, _ model: Model
  ) throws -> [(label: String, values: [Double], sensitivity: Double)] {
    var noise = NoisyVectors(
      try PrivacyLedger(.zcdp(rho: rho), under: .addOrRemoveOne), data: "toy",
      source: { .seeded(1, label: $0) }, keep: { _ in })
    var generator = SeededGenerator(seed: 1, label: "start")
    let space = PointSpace.unbounded(6)
    let points = FairSetSolver.start(in: space, count: 20, using: &generator)
      .enumerated().map { ($0 + 1) % 7 == 0 ? $1 : model.scale * $1 }
    let parameters = TanhNetwork(width: 7, hidden: model.hidden).start(using: &generator)
    _ = try PrivateFairSet(
      LocalRecords(
        "client", features: toy.features, labels: toy.labels,
        attributes: [.init("group", levels: ["a", "b"], codes: toy.groups)], width: 7),
      constraints: [
        .init(.demographicParity, of: "group", bound: 0.1, smoothing: model.smoothing)
      ], space: space,
      plans: (FairSetPlan(points: 20), PrivateFairPlan(rho: rho, clip: clip, steps: 1)),
      for: model.hidden.isEmpty
        ? .logistic : .perceptron(PerceptronPlan(hidden: model.hidden), start: parameters),
      from: points, noise: &noise)
    return try noise.ledger.entries.map { entry in
      let vector: (values: [Int], sensitivity: Double)? =
        switch (entry.event.mechanism, entry.outcome) {
        case (.discreteGaussianVector(_, let sensitivity), .counts(let counts)):
          (counts.values, sensitivity)
        default: nil
        }
      let found = try #require(vector)
      return (entry.label, found.values.map(Double.init), found.sensitivity)
    }
  }

  @Test(
    "one record, plain or extreme, moves no published vector by more than is charged, and some by much of it",
    arguments: models)
  func sensitivity(_ model: Model) throws {
    let toy = ToyClients(count: 80, seed: 5)
    let whole = try Self.published(toy, model)
    var largest = whole.map { _ in 0.0 }
    for label in 0...1 {
      for size in [0, 1, 50] {
        for sign in [-1.0, 1] {
          var more = toy
          more.features += (0..<6).map { $0 % 2 == 0 ? sign * Double(size) : Double(size) } + [1]
          more.labels.append(label)
          more.groups.append(size == 1 ? 1 : 0)
          for (place, found) in try Self.published(more, model).enumerated() {
            let before = whole[place]
            #expect(found.label == before.label && found.sensitivity == before.sensitivity)
            let moved = zip(found.values, before.values)
              .reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
            #expect(
              moved <= found.sensitivity * 1.001, "\(found.label), size \(size), label \(label)")
            largest[place] = max(largest[place], moved / found.sensitivity)
          }
        }
      }
    }
    // A bound that nothing comes near would be wasted noise, and would hide that nothing was measured. Decisions of steep models have no slope.
    guard model.scale < 1, model.hidden.count < 2 else { return }
    for (place, share) in largest.enumerated() {
      #expect(share > 0.3, "\(whole[place].label)")
    }
  }
}
