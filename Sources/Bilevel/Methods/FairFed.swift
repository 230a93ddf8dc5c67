/// FairFed (Ezzeldin and others 2023, AAAI, algorithm 1) with Kamiran and Calders' weights, which make group and label independent on each client.
package enum FairFed: CollaborativeMethod {
  package static let name = "fairfed"
  package static let summary =
    "federated averaging of reweighed clients, which lose weight as their disparity is unlike the global one"

  package static func train(_ collaboration: Collaboration) throws -> CollaborativeModel {
    let attribute = collaboration.attribute
    var server = FairFedServer(
      shares: collaboration.recordShares, budget: collaboration.federated.fairnessBudget)
    var rounds = FederatedRounds(collaboration: collaboration, purpose: name)
    // The records of each group, those decided for, and how many were decided rightly.
    rounds.extraBytes =
      16 * collaboration.clients[0].attributes[attribute].levels.count + 8
    return try rounds.train(
      on: collaboration.clients.map { reweighed($0, attribute: attribute) },
      shares: { coefficients in
        server.update(
          collaboration.clients.map { GroupDecisions(coefficients, on: $0, attribute: attribute) })
        return server.shares
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

/// What FairFed's server keeps: the clients' weights in the mean.
///
/// In each round w_k falls by beta (Delta_k - mean Delta), Delta_k being how far the difference of two groups' rates of positive decisions on client
/// k is from that on all records; a client without records of a group counts by the distance of its accuracy instead. The formula keeps no weight
/// above 0. For more than two groups Delta_k is the largest such distance over all pairs, which the paper leaves open.
package struct FairFedServer: Equatable, Sendable {
  private var weights: [Double]
  private let budget: Double

  /// Starts with FedAvg's shares.
  ///
  /// - Parameters:
  ///   - shares: The clients' shares of all records.
  ///   - budget: The paper's fairness budget beta; 0 leaves the shares as they are.
  package init(shares: [Double], budget: Double) { (weights, self.budget) = (shares, budget) }

  /// The clients' shares of the mean; they add up to 1.
  package var shares: [Double] {
    let total = weights.reduce(0, +)
    return weights.map { $0 / total }
  }

  /// Moves the weights by what the server's model decides on the clients' records.
  ///
  /// - Parameter decisions: Those on each client's records.
  package mutating func update(_ decisions: [GroupDecisions]) {
    let all = GroupDecisions(adding: decisions)
    let distances = decisions.map { $0.distance(from: all) }
    let mean = distances.reduce(0, +) / Double(distances.count)
    for client in weights.indices { weights[client] -= budget * (distances[client] - mean) }
  }
}

/// How a model decides on the groups of some records, as counts that clients can send.
package struct GroupDecisions: Equatable, Sendable {
  /// The records of each group.
  let sizes: [Double]
  /// Those that are decided for.
  let positive: [Double]
  /// The records that are decided rightly.
  let right: Double

  /// Takes counts.
  ///
  /// - Parameters:
  ///   - sizes: The records of each group.
  ///   - positive: Those that are decided for.
  ///   - right: The records that are decided rightly.
  package init(sizes: [Double], positive: [Double], right: Double) {
    (self.sizes, self.positive, self.right) = (sizes, positive, right)
  }

  /// Counts what a linear model decides.
  init(_ coefficients: [Double], on records: LocalRecords, attribute: Int) {
    let groups = records.attributes[attribute]
    let none = Array(repeating: 0.0, count: groups.levels.count)
    var (sizes, positive, right) = (none, none, 0.0)
    let scores = products(of: records.features, width: records.width, with: coefficients)
    for (record, score) in scores.enumerated() {
      sizes[groups.codes[record]] += 1
      if score > 0 { positive[groups.codes[record]] += 1 }
      if (score > 0) == (records.labels[record] == 1) { right += 1 }
    }
    self.init(sizes: sizes, positive: positive, right: right)
  }

  /// The counts of all together.
  init(adding parts: [GroupDecisions]) {
    func sum(_ counts: (GroupDecisions) -> [Double]) -> [Double] {
      parts.dropFirst().reduce(counts(parts[0])) { zip($0, counts($1)).map { $0 + $1 } }
    }
    self.init(
      sizes: sum(\.sizes), positive: sum(\.positive), right: parts.reduce(0) { $0 + $1.right })
  }

  private var accuracy: Double { right / sizes.reduce(0, +) }

  /// FairFed's Delta.
  func distance(from all: GroupDecisions) -> Double {
    var (least, most) = (Double.infinity, -Double.infinity)
    for group in sizes.indices where all.sizes[group] > 0 {
      guard sizes[group] > 0 else { return abs(accuracy - all.accuracy) }
      let difference = positive[group] / sizes[group] - all.positive[group] / all.sizes[group]
      (least, most) = (min(least, difference), max(most, difference))
    }
    return most - least
  }
}
