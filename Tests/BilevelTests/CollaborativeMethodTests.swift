import Bilevel
import Statistics
import Testing

@Suite struct CollaborativeMethodTests {
  private static let test = local(ToyClients(count: 4000, seed: 100), "test")
  private static let bound = 0.1

  private static func local(_ toy: ToyClients, _ name: String) -> LocalRecords {
    LocalRecords(
      name, features: toy.features, labels: toy.labels,
      attributes: [.init("group", levels: ["a", "b"], codes: toy.groups)], width: 7)
  }

  private static func collaboration() throws -> Collaboration {
    let toy = ToyClients(count: 1500, seed: 1)
    let clients = toy.divided().enumerated().map { local($1, "client \($0)") }
    let constraint = FairnessConstraint(.demographicParity, of: "group", bound: bound)
    let plan = FairSetPlan(points: 60, ridge: 0.02, steps: 100)
    func sets(_ constraints: [FairnessConstraint]) throws -> [PointSet] {
      try clients.map { client in
        var generator = SeededGenerator(seed: 1, label: "start")
        let space = PointSpace.unbounded(6)
        return try FairSetSolver(
          client.sample, constraints: constraints, space: space, plan: plan
        ).solve(from: FairSetSolver.start(in: space, count: 60, using: &generator)).points
      }
    }
    return Collaboration(
      clients, constraints: [constraint], sets: (try sets([constraint]), try sets([])),
      setBytes: (1000, 900), ridge: 0.02, federated: FederatedPlan(),
      root: local(ToyClients(count: 300, seed: 7), "root"),
      generator: { SeededGenerator(seed: 3, label: $0) })
  }

  @Test("all methods give finite models that count what was sent, the same each time")
  func laws() throws {
    let collaboration = try Self.collaboration()
    for method in collaborativeMethods {
      let model = try method.train(collaboration)
      #expect(model.coefficients.count == 7 && model.coefficients.allSatisfy { $0.isFinite })
      #expect(model.bytesSent > 0 && model.rounds > 0)
      #expect(try method.train(collaboration) == model, "\(method.name)")
    }
    #expect(Set(collaborativeMethods.map { $0.name }).count == collaborativeMethods.count)
  }

  @Test(
    "methods that mean to be fair are fairer than federated averaging, which is as good as all records together"
  )
  func fairness() throws {
    let collaboration = try Self.collaboration()
    func judged(_ method: any CollaborativeMethod.Type) throws -> GroupJudgement {
      GroupJudgement(try method.train(collaboration).coefficients, on: Self.test, attribute: 0)
    }
    let plain = try judged(FederatedAveraging.self)
    let central = try judged(Centralised.self)
    #expect(abs(plain.accuracy - central.accuracy) < 0.03)
    #expect(plain.parityGap > 0.4 && central.parityGap > 0.4)
    let fair: [any CollaborativeMethod.Type] = [
      ConstrainedCentralised.self, FairUnion.self, FederatedFairSets.self, FedFB.self,
      LocalFair.self, WeightedClients.self,
    ]
    for method in fair {
      let gap = try judged(method).parityGap
      #expect(gap < plain.parityGap - 0.15, "\(method.name) \(gap)")
    }
  }

  @Test("constrained regression keeps its bound on its own records")
  func constrained() throws {
    let all = LocalRecords.union(of: try Self.collaboration().clients)
    for bound in [0.02, 0.2] {
      let constraint = FairnessConstraint(.demographicParity, of: "group", bound: bound)
      let coefficients = try constrainedLogistic(all, constraints: [constraint], ridge: 0.02)
      let set = try ConstraintSet([constraint], on: all.sample)
      let values = set.values(all.sample.evaluate(coefficients, smoothings: set.smoothings))
      #expect(set.worst(values) < 1e-4)
    }
  }

  @Test("records that are judged by hand have the rates that were counted")
  func judgement() {
    // Scores 1, -1, 1, 1, -1, -1 in groups a, a, a, b, b, b; labels 1, 1, 0, 1, 0, 1.
    let records = LocalRecords(
      "hand", features: [1, 1, -1, 1, 1, 1, 1, 1, -1, 1, -1, 1], labels: [1, 1, 0, 1, 0, 1],
      attributes: [.init("g", levels: ["a", "b", "nobody"], codes: [0, 0, 0, 1, 1, 1])], width: 2)
    let found = GroupJudgement([1, 0], on: records, attribute: 0)
    #expect(found.accuracy == 3 / 6.0)
    #expect(abs(found.parityGap - 1 / 3.0) < 1e-12 && found.impactRatio == 0.5)
    #expect(found.opportunityGap == 0 && found.oddsGap == 1)
  }
}
