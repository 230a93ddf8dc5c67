package import Statistics

/// What clients and server have, whichever method they follow.
package struct Collaboration: Sendable {
  /// The clients with their records.
  package let clients: [LocalRecords]
  /// The fairness constraints.
  package let constraints: [FairnessConstraint]
  /// Each client's fair set, one for each client.
  package let fairSets: [PointSet]
  /// Each client's set without constraints, one for each client.
  package let freeSets: [PointSet]
  /// The bytes that the clients' sets take, as they are sent: the fair ones, then those without constraints.
  package let setBytes: (fair: Int, free: Int)
  /// The penalty of every model.
  package let ridge: Double
  /// How federated methods train.
  package let federated: FederatedPlan
  /// A small set of records that the server trusts; nil where it has none.
  package let root: LocalRecords?
  /// Makes the generator for one purpose.
  package let generator: @Sendable (String) -> SeededGenerator

  /// Describes a collaboration.
  ///
  /// - Parameters:
  ///   - clients: The clients with their records, at least one.
  ///   - constraints: The fairness constraints.
  ///   - sets: Each client's fair set and its set without constraints.
  ///   - setBytes: The bytes that they take, as they are sent.
  ///   - ridge: The penalty of every model.
  ///   - federated: How federated methods train.
  ///   - root: A small set of records that the server trusts.
  ///   - generator: Makes the generator for one purpose.
  package init(
    _ clients: [LocalRecords], constraints: [FairnessConstraint],
    sets: (fair: [PointSet], free: [PointSet]), setBytes: (fair: Int, free: Int), ridge: Double,
    federated: FederatedPlan, root: LocalRecords?,
    generator: @escaping @Sendable (String) -> SeededGenerator
  ) {
    precondition(!clients.isEmpty, "no clients")
    (self.clients, self.constraints) = (clients, constraints)
    (fairSets, freeSets) = sets
    (self.setBytes, self.ridge, self.federated) = (setBytes, ridge, federated)
    (self.root, self.generator) = (root, generator)
  }

  /// The coordinates of a record.
  package var width: Int { clients[0].width }
}

/// The server's model, and what it took to come by it.
package struct CollaborativeModel: Equatable, Sendable {
  /// The coefficients of logistic regression.
  package let coefficients: [Double]
  /// The bytes that clients sent; those that they received are not counted.
  package let bytesSent: Int
  /// How often clients and server spoke.
  package let rounds: Int
  /// The coefficients of the models that clients sent last, one for each client; none where they sent none.
  package let sent: [[Double]]

  /// Creates a model.
  ///
  /// - Parameters:
  ///   - coefficients: The coefficients of logistic regression.
  ///   - bytesSent: The bytes that clients sent.
  ///   - rounds: How often clients and server spoke.
  ///   - sent: The coefficients of the models that clients sent last.
  package init(_ coefficients: [Double], bytesSent: Int, rounds: Int, sent: [[Double]] = []) {
    (self.coefficients, self.bytesSent, self.rounds) = (coefficients, bytesSent, rounds)
    self.sent = sent
  }
}

/// A way to come by the server's model.
package protocol CollaborativeMethod: Sendable {
  /// What settings and tables call it.
  static var name: String { get }
  /// One sentence on what it does.
  static var summary: String { get }

  /// Comes by the model.
  ///
  /// - Parameter collaboration: What clients and server have.
  /// - Returns: The model.
  /// - Throws: `BilevelError` where a problem cannot be solved.
  static func train(_ collaboration: Collaboration) throws -> CollaborativeModel
}

/// All methods, the plainest first.
package let collaborativeMethods: [any CollaborativeMethod.Type] = [
  Centralised.self, ConstrainedCentralised.self, FreeUnion.self, FairUnion.self,
  FederatedAveraging.self, FederatedFairSets.self, FairFed.self, FedFB.self, LocalFair.self,
  WeightedClients.self,
]
