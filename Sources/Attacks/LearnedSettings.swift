import Auditing
import Settings
import Tensors

/// Where attack models that see numbers of a target learn, and with what penalty.
struct LearnedFromShadows {
  let source: ShadowSource
  let ridge: Double

  init(_ settings: inout Settings) throws {
    source = try settings.learnOn()
    ridge = try settings.ridge()
  }

  /// The shadows' and the target's output that attack models see.
  func requirements(_ statistic: OutputStatistic) -> Set<SignalRequirement> {
    source.requirements(statistic).union([.target(statistic)])
  }
}

extension MembershipClassifier {
  /// The score of each row of an output, seen through features.
  func scores(_ output: Tensor<Double>, _ features: ([Double]) -> [Double]) -> [Double] {
    (0..<output.rowCount).map { score(of: features(Array(output.row($0)))) }
  }
}

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
