package import Tensors

/// A loaded model that answers batches; how records are divided and answers checked is the same for all.
package protocol ModelSession: Sendable {
  /// The most batches that it is asked at a time.
  var batchesAtATime: Int { get }

  /// Asks about one batch.
  ///
  /// - Parameter batch: The records.
  /// - Returns: The scores of the batch's records.
  /// - Throws: An error in one line where the model cannot be asked or does not answer; `CancellationError`.
  func answer(_ batch: ModelBatch) async throws -> ModelAnswer

  /// Ends what runs for the model; nothing is asked afterwards.
  func close() async
}

extension ModelSession {
  /// One batch after the other: what takes several threads does so within a batch.
  package var batchesAtATime: Int { 1 }

  /// Does nothing: what is in memory goes with the session.
  package func close() async {}
}

/// What a model says of one batch.
package struct ModelAnswer: Equatable, Sendable {
  /// What scores are.
  package enum Kind: String, CaseIterable, Sendable {
    /// Numbers before the softmax; one number alone is the log odds of the second of two classes.
    case logits
    /// Probabilities; one number alone is that of the second of two classes.
    case probabilities
  }

  /// Records x scores.
  package let scores: Tensor<Float>
  /// What the scores are, as far as the model's format tells; nil where it does not.
  package let kind: Kind?
  /// The classes in the order of the scores, where the model names them.
  package let classes: [String]?

  /// Creates an answer.
  ///
  /// - Parameters:
  ///   - scores: Records x scores.
  ///   - kind: What the scores are.
  ///   - classes: The classes in their order.
  package init(_ scores: Tensor<Float>, kind: Kind? = nil, classes: [String]? = nil) {
    (self.scores, self.kind, self.classes) = (scores, kind, classes)
  }
}

/// A model that is a function in this program's memory: the plainest one.
package struct InMemorySession: ModelSession {
  private let function: @Sendable (ModelBatch) throws -> ModelAnswer

  /// Wraps a function.
  ///
  /// - Parameter function: What answers a batch.
  package init(_ function: @escaping @Sendable (ModelBatch) throws -> ModelAnswer) {
    self.function = function
  }

  package func answer(_ batch: ModelBatch) async throws -> ModelAnswer { try function(batch) }
}
