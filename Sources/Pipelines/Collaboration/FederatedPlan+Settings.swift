import Bilevel
import Settings

extension FederatedPlan {
  /// Reads how federated methods train.
  ///
  /// - Parameter settings: A mapping; takes out `federated`.
  /// - Throws: `SettingsError` naming the line of a value that is not allowed.
  init(_ settings: inout Settings) throws {
    var own = try settings.section("federated", "how federated methods train")
    self.init(
      rounds: try own.integer(
        "rounds", default: 10, in: 1...100_000, "how often clients and server speak"),
      epochs: try own.integer(
        "epochs", default: 30, in: 1...100_000, "passes of a client in a round"),
      batch: try own.integer("batch", default: 128, in: 1...1_000_000, "records of a step"),
      rate: try own.number("rate", default: 0.005, in: 1e-8...10, "rate of Adam"))
    fairnessBudget = try own.number(
      "fairnessBudget", default: 1, in: 0...1000,
      "fairfed's beta: how strongly a disparity unlike the global one takes weight")
    balancing = try own.number(
      "balancing", default: 0.3, in: 0...1000,
      "fedfb's alpha: how far disparities move the weights of groups and labels")
    try own.finish()
  }
}

extension PerceptronPlan {
  /// Reads the perceptron that sets are made for; nil where there are no hidden layers.
  ///
  /// - Parameter settings: A mapping; takes out `hidden`, `hypergradient` and `rate`.
  /// - Throws: `SettingsError` naming the line of a value that is not allowed.
  init?(optional settings: inout Settings) throws {
    let hidden = try settings.integers(
      "hidden", default: [], in: 1...10_000, count: 0...10,
      "units of each tanh layer of the model that sets are made for; none for logistic regression")
    let method = try settings.choice(
      "hypergradient", default: HypergradientMethod.conjugateGradient,
      "how the derivative through the perceptron's training is found")
    let rate = try settings.number(
      "rate", default: 0.05, in: 1e-8...10,
      "rate of Adam on a perceptron's points; without 'privacy'")
    guard !hidden.isEmpty else { return nil }
    self.init(hidden: hidden, method: method, rate: rate)
  }
}
