/// FedFB for demographic parity of any number of groups (Zeng, Chen and Lee 2021, arXiv 2110.15545, and the authors' code).
package enum FedFB: CollaborativeMethod {
  package static let name = "fedfb"
  package static let summary =
    "federated averaging with weights of groups and labels that the server moves against the global disparity"

  package static func train(_ collaboration: Collaboration) throws -> CollaborativeModel {
    let attribute = collaboration.attribute
    let counts = collaboration.clients.map { client in
      client.sums(of: Array(repeating: 1, count: client.count), attribute: attribute)
    }
    var server = FedFBServer(
      counts: total(counts), step: collaboration.federated.balancing)
    var rounds = FederatedRounds(collaboration: collaboration, purpose: name)
    // Each group's and label's loss and records.
    rounds.extraBytes = 32 * collaboration.clients[0].attributes[attribute].levels.count
    var isFirst = true
    // The server moves first, then tells weights; the clients' shares follow from these.
    return try rounds.train(
      on: collaboration.clients.map(\.points), shares: { _ in server.shares(of: counts) },
      prepare: { points, coefficients in
        if !isFirst {
          server.update(
            losses: total(collaboration.clients.map { $0.losses(coefficients, attribute) }))
        }
        isFirst = false
        for (client, records) in collaboration.clients.enumerated() {
          let own = zip(records.attributes[attribute].codes, records.labels)
          for (record, (code, label)) in own.enumerated() {
            points[client].weights[record] = server.weight(group: code, label: label)
          }
        }
      })
  }

  private static func total(_ parts: [[LabelPair]]) -> [LabelPair] {
    parts.dropFirst().reduce(parts[0]) { sum, part in
      zip(sum, part).map { LabelPair($0.negative + $1.negative, $0.positive + $1.positive) }
    }
  }
}

/// A number for each of the two labels of a group.
package struct LabelPair: Equatable, Sendable {
  /// That of label 0.
  package var negative: Double
  /// That of label 1.
  package var positive: Double

  /// Takes the numbers.
  ///
  /// - Parameters:
  ///   - negative: That of label 0.
  ///   - positive: That of label 1.
  package init(_ negative: Double, _ positive: Double) {
    (self.negative, self.positive) = (negative, positive)
  }

  /// Both together.
  var sum: Double { negative + positive }
}

/// What FedFB's server keeps: a factor lambda for each group and label.
///
/// With n records, m_z of group z, m_yz of them with label y and L_yz the sum of their losses, records of group z and label y weigh lambda_yz / m_z;
/// lambda_0z is in 0...2 m_z/n, begins in the middle and lambda_1z is the rest to 2 m_z/n. After round t
///
///     F_z = (L_0z - L_1z) / m_z - m_0z / m_z - (L_00 - L_10) / m_0 + m_00 / m_0,
///
/// which for losses of 0 and 1 is by how much more often group z is decided for than group 0, moves lambda_0z by alpha / sqrt(t) F_z, and lambda_00
/// by less the sum of all of these. The authors' code adds the shares m_00 / m_0 - m_0z / m_z once for each client and keeps all groups in the
/// range of group 0; neither follows from the definition of F, and neither is done here.
package struct FedFBServer: Equatable, Sendable {
  private let counts: [LabelPair]
  private let step: Double
  private let records: Double
  /// The group that the others are compared with: the first that has records.
  private let first: Int
  /// The factors lambda of each group.
  package private(set) var factors: [LabelPair]
  private var round = 0.0

  /// Starts with factors by which all records weigh the same.
  ///
  /// - Parameters:
  ///   - counts: The records of each group and label on all clients.
  ///   - step: The paper's alpha.
  package init(counts: [LabelPair], step: Double) {
    (self.counts, self.step) = (counts, step)
    let records = counts.reduce(0) { $0 + $1.sum }
    self.records = records
    first = counts.firstIndex { $0.sum > 0 } ?? 0
    factors = counts.map { LabelPair($0.sum / records, $0.sum / records) }
  }

  /// Moves the factors.
  ///
  /// - Parameter losses: The sum of the losses of each group and label on all clients.
  package mutating func update(losses: [LabelPair]) {
    round += 1
    let rate = step / round.squareRoot()
    func level(_ group: Int) -> Double {
      let (own, size) = (losses[group], counts[group].sum)
      return (own.negative - own.positive - counts[group].negative) / size
    }
    var sum = 0.0
    for group in counts.indices where group != first && counts[group].sum > 0 {
      let disparity = level(group) - level(first)
      sum += disparity
      move(group, by: rate * disparity)
    }
    move(first, by: -rate * sum)
  }

  private mutating func move(_ group: Int, by change: Double) {
    let most = 2 * counts[group].sum / records
    let negative = min(max(factors[group].negative + change, 0), most)
    factors[group] = LabelPair(negative, most - negative)
  }

  /// What a record weighs, as a multiple of what it weighs at the start.
  ///
  /// - Parameters:
  ///   - group: The record's group.
  ///   - label: Its label, 0 or 1.
  /// - Returns: The weight.
  package func weight(group: Int, label: Int) -> Double {
    let factor = label == 1 ? factors[group].positive : factors[group].negative
    return records * factor / counts[group].sum
  }

  /// The clients' shares of the mean: what all their records weigh.
  ///
  /// - Parameter clients: The records of each group and label of each client.
  /// - Returns: One share for each client; they add up to 1.
  package func shares(of clients: [[LabelPair]]) -> [Double] {
    let weights = clients.map { own in
      own.indices.reduce(0) { sum, group in
        guard own[group].sum > 0 else { return sum }
        return sum + own[group].negative * weight(group: group, label: 0)
          + own[group].positive * weight(group: group, label: 1)
      }
    }
    let total = weights.reduce(0, +)
    return weights.map { $0 / total }
  }
}

extension LocalRecords {
  /// The sums of the records' values within each group and label.
  fileprivate func sums(of values: [Double], attribute: Int) -> [LabelPair] {
    var sums = Array(repeating: LabelPair(0, 0), count: attributes[attribute].levels.count)
    for (record, code) in attributes[attribute].codes.enumerated() {
      if labels[record] == 1 {
        sums[code].positive += values[record]
      } else {
        sums[code].negative += values[record]
      }
    }
    return sums
  }

  /// The sums of the losses of a model within each group and label.
  fileprivate func losses(_ coefficients: [Double], _ attribute: Int) -> [LabelPair] {
    let scores = products(of: features, width: width, with: coefficients)
    return sums(
      of: zip(scores, labels).map { logisticLoss($0, label: Double($1)).loss },
      attribute: attribute)
  }
}
