/// All records at the server: what collaboration without privacy would give.
package enum Centralised: CollaborativeMethod {
  package static let name = "centralised"
  package static let summary = "logistic regression on all clients' records at the server"

  package static func train(_ collaboration: Collaboration) throws -> CollaborativeModel {
    try collaboration.modelOfAllRecords {
      try WeightedLogistic($0.points, ridge: collaboration.ridge).coefficients
    }
  }
}

/// All records at the server, which keeps the constraints itself.
package enum ConstrainedCentralised: CollaborativeMethod {
  package static let name = "centralised-constrained"
  package static let summary =
    "logistic regression under the constraints on all clients' records at the server"

  package static func train(_ collaboration: Collaboration) throws -> CollaborativeModel {
    try collaboration.modelOfAllRecords {
      try constrainedLogistic(
        $0, constraints: collaboration.constraints, ridge: collaboration.ridge)
    }
  }
}

extension Collaboration {
  /// A model of all clients' records, which each client sends: 8 bytes for a coordinate and 1 for a label.
  fileprivate func modelOfAllRecords(
    _ train: (LocalRecords) throws -> [Double]
  ) throws -> CollaborativeModel {
    let all = LocalRecords.union(of: clients)
    return CollaborativeModel(
      try train(all), bytesSent: 8 * all.features.count + all.count, rounds: 1)
  }

  /// The conventional model of the union of clients' sets, which are sent once.
  fileprivate func model(ofSets sets: [PointSet], bytes: Int) throws -> CollaborativeModel {
    let model = try WeightedLogistic(.union(of: sets), ridge: ridge)
    return CollaborativeModel(model.coefficients, bytesSent: bytes, rounds: 1)
  }
}

/// The union of sets that were made without constraints.
package enum FreeUnion: CollaborativeMethod {
  package static let name = "unconstrained-union"
  package static let summary =
    "logistic regression on the union of the clients' synthetic sets made without constraints"

  package static func train(_ collaboration: Collaboration) throws -> CollaborativeModel {
    try collaboration.model(ofSets: collaboration.freeSets, bytes: collaboration.setBytes.free)
  }
}

/// The union of fair sets: one communication, and conventional training.
package enum FairUnion: CollaborativeMethod {
  package static let name = "bilevel-fair"
  package static let summary =
    "logistic regression on the union of the clients' fair synthetic sets"

  package static func train(_ collaboration: Collaboration) throws -> CollaborativeModel {
    try collaboration.model(ofSets: collaboration.fairSets, bytes: collaboration.setBytes.fair)
  }
}

/// Each client keeps the constraints on its own records, and the server takes the mean of their models.
package enum LocalFair: CollaborativeMethod {
  package static let name = "local-fair"
  package static let summary =
    "the mean, by records, of the models that clients train under the constraints on their own records"

  package static func train(_ collaboration: Collaboration) throws -> CollaborativeModel {
    let total = Double(collaboration.clients.reduce(0) { $0 + $1.count })
    var (mean, sent) = (Array(repeating: 0.0, count: collaboration.width), [[Double]]())
    for client in collaboration.clients {
      let own = try constrainedLogistic(
        client, constraints: collaboration.constraints, ridge: collaboration.ridge)
      for place in mean.indices { mean[place] += Double(client.count) / total * own[place] }
      sent.append(own)
    }
    return CollaborativeModel(
      mean, bytesSent: 8 * mean.count * collaboration.clients.count, rounds: 1, sent: sent)
  }
}
