import Statistics

/// What is to be forgotten of a trained model, and what that may take.
package struct UnlearningRequest: Sendable {
  /// The model that was trained on retained and forgotten records.
  package let model: any RowClassifier
  /// How it was trained.
  package let training: any ModelTraining
  /// The class of every record of the dataset.
  package let labels: [Int32]
  /// The records that stay, ascending.
  package let retained: [Int]
  /// The records to forget, ascending.
  package let forgotten: [Int]
  private let stream: (seed: UInt64, label: String)

  /// Asks for records to be forgotten.
  ///
  /// - Parameters:
  ///   - forgotten: The records to forget, in any order.
  ///   - members: The records that the model was trained on.
  ///   - model: The model, with its training.
  ///   - labels: The class of every record of the dataset.
  ///   - stream: The seed and the label of everything random.
  /// - Throws: `UnlearningError` where a record was not trained on, is named twice, or none would stay.
  package init(
    forgetting forgotten: [Int], of members: [Int],
    by model: (trained: any RowClassifier, training: any ModelTraining), labels: [Int32],
    stream: (seed: UInt64, label: String)
  ) throws(UnlearningError) {
    retained = try Self.remaining(of: members, without: forgotten)
    self.forgotten = forgotten.sorted()
    (self.model, training) = model
    self.labels = labels
    self.stream = stream
  }

  /// The members that stay, ascending.
  ///
  /// - Parameters:
  ///   - members: The records that a model was trained on.
  ///   - forgotten: Those to forget.
  /// - Returns: The others.
  /// - Throws: `UnlearningError` where a record was not trained on, is named twice, or none would stay.
  static func remaining(
    of members: [Int], without forgotten: [Int]
  ) throws(UnlearningError) -> [Int] {
    var staying = Set(members)
    let all = staying
    for row in forgotten where staying.remove(row) == nil {
      throw UnlearningError(
        all.contains(row)
          ? "row \(row) is to be forgotten twice; name each record once"
          : "row \(row) is to be forgotten but was not trained on; forget members only")
    }
    guard !staying.isEmpty else {
      throw UnlearningError(
        "all \(members.count) members are to be forgotten, and no model is left; "
          + "withdraw the model, or keep some records")
    }
    return staying.sorted()
  }

  /// Makes the generator for one purpose.
  ///
  /// - Parameter purpose: What is drawn.
  /// - Returns: A generator keyed by the seed, the label and the purpose.
  func generator(_ purpose: String) -> SeededGenerator {
    SeededGenerator(seed: stream.seed, label: "\(stream.label)/\(purpose)")
  }

  /// The model as one that has gradients.
  ///
  /// - Parameter method: The method that needs them, for the message.
  /// - Returns: The model.
  /// - Throws: `UnlearningError` where it has none.
  func differentiable(for method: String) throws(UnlearningError) -> any DifferentiableClassifier {
    guard let model = model as? any DifferentiableClassifier else {
      throw UnlearningError(
        "'\(method)' follows gradients of one network's parameters, and this model has none; "
          + "train a network, or take the method that belongs to the model")
    }
    return model
  }
}

/// A model after unlearning, with what that took.
package struct UnlearnedModel: Sendable {
  /// The model.
  package let model: any RowClassifier
  /// How often a record was read to compute a gradient or to train, summed over records and passes.
  package let recordPasses: Int
  /// How many different records the method had to keep and read.
  package let recordsRead: Int
  /// What the method claims of the result; nil where it claims nothing.
  package let certificate: RemovalCertificate?

  /// Creates the result of a method.
  init(
    _ model: any RowClassifier, recordPasses: Int, recordsRead: Int,
    certificate: RemovalCertificate? = nil
  ) {
    self.model = model
    self.recordPasses = recordPasses
    self.recordsRead = recordsRead
    self.certificate = certificate
  }
}

/// A claim of (epsilon, delta)-indistinguishability from a model that was trained without the forgotten records.
package struct RemovalCertificate: Equatable, Sendable {
  /// The epsilon that all removals so far add up to; 0 for exact unlearning.
  package let epsilon: Double
  /// The delta.
  package let delta: Double
  /// Whether the noise that the claim rests on came from a source that nobody can repeat.
  package let isNoiseSecret: Bool
}
