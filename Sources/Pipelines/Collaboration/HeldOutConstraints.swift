import Auditing
import Bilevel
import Foundation
import Statistics
import Tables

/// Whether the server's model keeps the constraints on records that nobody learned from, and why not where it does not.
struct HeldOutConstraints {
  /// How the name of the statement begins.
  static let name = "fair-held-out"

  /// A model that is checked.
  enum Model: Sendable {
    case logistic([Double])
    case perceptron(TanhNetwork, [Double])
  }

  /// What is said; nil where there is nothing to check: no constraint, no held-out record, or one group alone.
  let fact: ReleaseOrigin.Fact?

  /// How far clients' own records may be beyond a bound before it is said that they break it.
  private static let negligible = 1e-3

  /// Checks a model on the held-out records, and on the clients' own for the reason.
  ///
  /// - Parameters:
  ///   - model: The server's model.
  ///   - clients: The clients.
  ///   - plan: What the experiment says of them.
  ///   - looksAtMembers: Whether anything may be told of the clients' own records.
  ///   - context: The stage's surroundings; nothing is checked for shadows.
  /// - Throws: What fitting throws; `PipelinesError` where groups do not fit.
  init(
    _ model: () throws -> Model, of clients: FairClients, plan: FairStagePlan,
    looksAtMembers: Bool, in context: StageContext
  ) throws {
    let others = context.membership.records(.nonMember)
    guard context.shadow == nil, !plan.constraints.isEmpty, !others.isEmpty else {
      fact = nil
      return
    }
    let heldOut = try FairClients.all(others, of: context.records.dataset, plan: plan)
    let model = try model()
    func check(_ records: LocalRecords, _ generator: SeededGenerator?) -> ConstraintCheck? {
      // Groups that the records do not have cannot be compared, which is no reason to stop.
      switch model {
      case .logistic(let coefficients):
        try? ConstraintCheck(coefficients, plan.constraints, on: records, using: generator)
      case .perceptron(let network, let parameters):
        try? ConstraintCheck(
          network, parameters, plan.constraints, on: records, using: generator)
      }
    }
    guard let found = check(heldOut, context.generator("held-out constraints")) else {
      fact = nil
      return
    }
    let own = looksAtMembers ? check(.union(of: clients.clients), nil) : nil
    fact = ReleaseOrigin.Fact(
      Self.name, value: found.excess, meaning: Self.text(found, members: own))
  }

  private static func text(_ found: ConstraintCheck, members: ConstraintCheck?) -> String {
    let interval = found.interval.map {
      String(format: " [%.4f, %.4f]", $0.lowerBound, $0.upperBound)
    }
    let beginning =
      "constraints on smoothed decisions of the server's model are \(found.verdict.rawValue) on \(found.records) records that nobody learned from: "
      + "distance beyond the bound \(String(format: "%.4f", found.excess))\(interval ?? ""), below 0 is within, at worst in \(found.row)"
    guard found.verdict == .missed else { return beginning }
    guard let members else { return beginning + "; ask for a smaller bound" }
    let why =
      if members.excess <= negligible {
        "the clients' own records all together keep it (%.4f): they are too few for it to carry over to others"
      } else if members.excess < found.excess / 2 {
        "the clients' own records all together break it by only %.4f: they are too few for more to carry over to others"
      } else {
        "the clients' own records all together break it by %.4f: their groups are mixed differently, and what is fair on each need not be fair on all"
      }
    return beginning + "; \(String(format: why, members.excess)); ask for a smaller bound"
  }
}

extension FairStagePlan {
  /// What conventional training with the sets' penalty makes of a release: the model that sets are made for.
  func serverModel(
    on release: Dataset, _ clients: FairClients, perceptron: PerceptronPlan?,
    in context: StageContext
  ) throws -> HeldOutConstraints.Model {
    let space = clients.space
    let points = PointSet(
      features: try space.coordinates(of: release, rows: Array(0..<release.count)),
      labels: release.label.codes.map {
        release.label.names[Int($0)] == clients.classes.positive ? 1 : 0
      }, width: space.space.width)
    guard let perceptron else {
      return .logistic(try WeightedLogistic(points, ridge: set.ridge).coefficients)
    }
    // A server knows nothing of the branch of minima that clients followed, and starts anywhere.
    let network = TanhNetwork(width: space.space.width, hidden: perceptron.hidden)
    var generator = context.generator("server")
    let start = network.start(using: &generator)
    return .perceptron(
      network,
      try PerceptronInner(network, points, ridge: set.ridge, at: start)
        .minimised(steps: PerceptronFairSetSolver.innerSteps).parameters)
  }
}
