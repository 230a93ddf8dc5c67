/// How federated methods train.
package struct FederatedPlan: Equatable, Sendable {
  /// How often clients and server speak.
  package var rounds: Int
  /// The passes of each client over its records in a round.
  package var epochs: Int
  /// The records of a step.
  package var batch: Int
  /// The rate of Adam.
  package var rate: Double
  /// FairFed's beta: how strongly a client whose disparity is unlike the global one loses weight.
  package var fairnessBudget: Double
  /// FedFB's alpha: how far a disparity moves the weights of groups and labels.
  package var balancing: Double

  /// Creates a plan; the defaults are those of FedFB's code, and a budget within the range that FairFed's authors try.
  ///
  /// - Parameters:
  ///   - rounds: How often clients and server speak.
  ///   - epochs: The passes of each client over its records in a round.
  ///   - batch: The records of a step.
  ///   - rate: The rate of Adam.
  package init(rounds: Int = 10, epochs: Int = 30, batch: Int = 128, rate: Double = 0.005) {
    precondition(rounds > 0 && epochs > 0 && batch > 0 && rate > 0, "\(rounds) x \(epochs)")
    (self.rounds, self.epochs, self.batch, self.rate) = (rounds, epochs, batch, rate)
    (fairnessBudget, balancing) = (1, 0.3)
  }
}
