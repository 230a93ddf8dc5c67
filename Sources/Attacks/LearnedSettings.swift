import Settings

/// The settings that attacks which learn share.
extension Settings {
  /// Reads the penalty of the attack model.
  mutating func ridge() throws -> Double {
    try number("ridge", default: 1, in: 1e-6...1e6, "squared-norm penalty on the weights, halved")
  }

  /// Reads on which records the attack model learns.
  mutating func learnOn() throws -> ShadowSource {
    try choice(
      "learnOn", default: ShadowSource.records,
      "records on which attack models learn from reference models")
  }

  /// Reads the folds of the cross-fitting.
  mutating func folds() throws -> Int {
    try integer("folds", default: 5, in: 2...20, "folds of the cross-fitting")
  }
}
