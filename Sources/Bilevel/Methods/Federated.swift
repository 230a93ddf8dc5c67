import Foundation
import Statistics

/// Rounds of local training and averaging, with what methods do differently left open.
struct FederatedRounds {
  let collaboration: Collaboration
  let purpose: String
  /// The bytes that a client sends in a round beside its coefficients.
  var extraBytes = 0

  /// Runs all rounds.
  ///
  /// - Parameters:
  ///   - points: What clients learn from.
  ///   - shares: The clients' shares of the mean, after each round's local training, given the server's coefficients; they add up to 1.
  ///   - prepare: Changes the points before a round, given the server's coefficients.
  /// - Returns: The model.
  /// - Throws: `CancellationError`.
  func train(
    on points: [PointSet], shares: ([Double]) -> [Double],
    prepare: (inout [PointSet], [Double]) -> Void = { _, _ in }
  ) throws -> CollaborativeModel {
    let plan = collaboration.federated
    let local = LocalTraining(plan, ridge: collaboration.ridge)
    var (points, mean) = (points, Array(repeating: 0.0, count: collaboration.width))
    var sent: [[Double]] = []
    for round in 0..<plan.rounds {
      try Task.checkCancellation()
      prepare(&points, mean)
      let weights = shares(mean)
      sent = []
      var next = Array(repeating: 0.0, count: mean.count)
      for (client, own) in points.enumerated() {
        var generator = collaboration.generator("\(purpose)/round \(round)/client \(client)")
        let trained = local.train(mean, on: own, using: &generator)
        for place in next.indices { next[place] += weights[client] * trained[place] }
        sent.append(trained)
      }
      mean = next
    }
    return CollaborativeModel(
      mean,
      bytesSent: plan.rounds * points.count * (8 * mean.count + extraBytes), rounds: plan.rounds,
      sent: sent)
  }
}

extension Collaboration {
  /// The clients' shares of all records.
  var recordShares: [Double] {
    let total = Double(clients.reduce(0) { $0 + $1.count })
    return clients.map { Double($0.count) / total }
  }

  /// Plain federated averaging, clients weighted by their records.
  fileprivate func averaged(
    on points: [PointSet], for purpose: String
  ) throws -> CollaborativeModel {
    let shares = recordShares
    return try FederatedRounds(collaboration: self, purpose: purpose)
      .train(on: points, shares: { _ in shares })
  }

  /// The place of the attribute of the first constraint; 0 without constraints.
  var attribute: Int {
    clients[0].attributes.firstIndex { $0.name == constraints.first?.attribute } ?? 0
  }
}

/// Federated averaging on the clients' records (McMahan and others 2017): the comparison that is declared beforehand.
package enum FederatedAveraging: CollaborativeMethod {
  package static let name = "fedavg"
  package static let summary = "federated averaging on the clients' records"

  package static func train(_ collaboration: Collaboration) throws -> CollaborativeModel {
    try collaboration.averaged(on: collaboration.clients.map(\.points), for: name)
  }
}

/// Federated averaging in which each client trains on its fair synthetic set.
package enum FederatedFairSets: CollaborativeMethod {
  package static let name = "fedavg-fair-sets"
  package static let summary = "federated averaging on the clients' fair synthetic sets"

  package static func train(_ collaboration: Collaboration) throws -> CollaborativeModel {
    try collaboration.averaged(on: collaboration.fairSets, for: name)
  }
}
