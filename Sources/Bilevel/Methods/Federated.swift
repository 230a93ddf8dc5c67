import Foundation
import Statistics

/// Rounds of local training and averaging, with what methods do differently left open.
private struct FederatedRounds {
  let collaboration: Collaboration
  let purpose: String
  /// The bytes that a client sends in a round beside its coefficients.
  var extraBytes = 0

  /// Runs all rounds.
  ///
  /// - Parameters:
  ///   - points: What clients learn from.
  ///   - shares: The clients' shares of the mean, after each round's local training; they add up to 1.
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
  fileprivate var recordShares: [Double] {
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
  fileprivate var attribute: Int {
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

/// Federated averaging whose clients lose weight as their disparity is unlike the global one (Ezzeldin and others 2023).
///
/// A client's share is proportional to N_k exp(-beta |d_k - d|), d the difference between the largest and the smallest rate of positive
/// decisions of groups. Local debiasing is by Kamiran and Calders' weights, which make group and label independent on each client.
package enum FairFed: CollaborativeMethod {
  package static let name = "fairfed"
  package static let summary =
    "federated averaging of reweighed clients, weighted by how near their disparity is to the global one"

  package static func train(_ collaboration: Collaboration) throws -> CollaborativeModel {
    let attribute = collaboration.attribute
    let all = LocalRecords.union(of: collaboration.clients)
    let points = collaboration.clients.map { reweighed($0, attribute: attribute) }
    var rounds = FederatedRounds(collaboration: collaboration, purpose: name)
    // The client's disparity, and the counts of which the global one is made.
    rounds.extraBytes = 8 + 16 * collaboration.clients[0].attributes[attribute].levels.count
    return try rounds.train(
      on: points,
      shares: { coefficients in
        let global = GroupJudgement(coefficients, on: all, attribute: attribute).parityGap
        let weights = zip(collaboration.clients, collaboration.recordShares).map { client, share in
          let own = GroupJudgement(coefficients, on: client, attribute: attribute).parityGap
          return share * exp(-collaboration.federated.temperature * abs(own - global))
        }
        let total = weights.reduce(0, +)
        return weights.map { $0 / total }
      })
  }

  private static func reweighed(_ client: LocalRecords, attribute: Int) -> PointSet {
    var points = client.points
    let codes = client.attributes[attribute].codes
    var (groups, labels, cells) = ([Int: Double](), [Int: Double](), [Int: Double]())
    for (code, label) in zip(codes, client.labels) {
      groups[code, default: 0] += 1
      labels[label, default: 0] += 1
      cells[2 * code + label, default: 0] += 1
    }
    for (record, (code, label)) in zip(codes, client.labels).enumerated() {
      let expected = (groups[code] ?? 0) * (labels[label] ?? 0) / Double(client.count)
      points.weights[record] = expected / (cells[2 * code + label] ?? 1)
    }
    return points
  }
}

/// Federated averaging in which the server shifts weight between the labels of a group by the global disparity (Zeng and others 2021).
///
/// After each round, groups decided for less often than all have their positives weighted up and their negatives down, and the other way round: a
/// multiplicative form of FairBatch's step, for demographic parity of any number of groups.
package enum FedFB: CollaborativeMethod {
  package static let name = "fedfb"
  package static let summary =
    "federated averaging with weights of groups and labels that the server moves against the global disparity"

  package static func train(_ collaboration: Collaboration) throws -> CollaborativeModel {
    let attribute = collaboration.attribute
    let levels = collaboration.clients[0].attributes[attribute].levels.count
    let all = LocalRecords.union(of: collaboration.clients)
    var tilts = Array(repeating: 0.0, count: levels)
    let shares = collaboration.recordShares
    var rounds = FederatedRounds(collaboration: collaboration, purpose: name)
    rounds.extraBytes = 16 * levels
    return try rounds.train(
      on: collaboration.clients.map(\.points), shares: { _ in shares },
      prepare: { points, coefficients in
        let scores = products(of: all.features, width: all.width, with: coefficients)
        let codes = all.attributes[attribute].codes
        var (positive, sizes) = (
          Array(repeating: 0.0, count: levels), Array(repeating: 0.0, count: levels)
        )
        for (code, score) in zip(codes, scores) {
          sizes[code] += 1
          if score > 0 { positive[code] += 1 }
        }
        let overall = positive.reduce(0, +) / sizes.reduce(0, +)
        for level in tilts.indices where sizes[level] > 0 {
          tilts[level] -=
            collaboration.federated.balancing * (positive[level] / sizes[level] - overall)
        }
        for (client, records) in collaboration.clients.enumerated() {
          let own = zip(records.attributes[attribute].codes, records.labels)
          for (record, (code, label)) in own.enumerated() {
            points[client].weights[record] = exp(label == 1 ? tilts[code] : -tilts[code])
          }
        }
      })
  }
}
