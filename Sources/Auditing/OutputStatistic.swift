/// Numbers computed from a model's class scores and a record's label.
public enum OutputStatistic: String, CaseIterable, Hashable, Sendable {
  /// Cross-entropy of the label in nats, at least 0; lower is more member-like.
  case loss
  /// Log odds of the label's probability, log p - log(1 - p); higher is more member-like (Carlini et al. 2022).
  case scaledConfidence = "scaled-confidence"
  /// Entropy of the class probabilities in nats, at least 0; lower is more member-like.
  case entropy
  /// Entropy that also counts whether the label is right, at least 0; lower is more member-like (Song and Mittal 2021,
  /// equation 8).
  case modifiedEntropy = "modified-entropy"
  /// Log odds of the largest class probability, whether it is the label's or not; higher is more member-like (Salem et al. 2019).
  case largestConfidence = "largest-confidence"
  /// The logarithm of each class's probability, in the order of the classes: one number for each class where the others have
  /// one for each query. Of the first query alone.
  case logProbabilities = "log-probabilities"

  /// A number that somebody else computed; higher is more member-like.
  case given

  /// Whether there is a number for each class, and not one for each query.
  public var isPerClass: Bool { self == .logProbabilities }
}
