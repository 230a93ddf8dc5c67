import Auditing
package import Tables
package import Tensors

/// A model of any format as a target: asks in batches, checks every answer, and stops when it is cancelled.
package struct LoadedModel: TargetModel {
  /// How a model is asked.
  package struct Asking: Sendable {
    /// The most records of a batch.
    package let batchSize: Int
    /// What of a record the model takes in.
    package let view: FeatureView
    /// How its scores are meant.
    package let scores: ScoreReading
    /// Counts what is asked.
    package let counter: QueryCounter

    /// Says how a model is asked.
    package init(
      batchSize: Int, view: FeatureView, scores: ScoreReading, counter: QueryCounter
    ) {
      precondition(batchSize > 0, "batches of \(batchSize)")
      (self.batchSize, self.view) = (batchSize, view)
      (self.scores, self.counter) = (scores, counter)
    }
  }

  package let classCount: Int
  private let session: any ModelSession
  private let asking: Asking
  private let names: [String]

  /// Makes a target of a session.
  ///
  /// - Parameters:
  ///   - session: The model.
  ///   - asking: How it is asked.
  ///   - classes: The data's classes in their order.
  package init(_ session: any ModelSession, asking: Asking, classes: [String]) {
    (self.session, self.asking, names) = (session, asking, classes)
    classCount = classes.count
  }

  /// Asks about records; nothing is returned unless all were answered.
  package func logits(ofRows rows: [Int], of records: Records) async throws -> Tensor<Float> {
    try asking.counter.spend(rows.count)
    let whole = ModelBatch(rows: rows[...], records: records, view: asking.view)
    let starts = Array(stride(from: 0, to: rows.count, by: asking.batchSize))
    let parts = try await concurrentMap(starts, width: session.batchesAtATime) { start in
      try await answers(whole.part(start..<min(start + asking.batchSize, rows.count)))
    }
    let width = parts.first?.width ?? names.count
    if let other = parts.first(where: { $0.width != width }) {
      throw ModelsError("the model answers with \(other.width) scores after \(width); mend it")
    }
    if parts.contains(where: \.isGuess), parts.allSatisfy(\.looksLikeProbabilities) {
      throw ModelsError(
        "all scores lie from 0 to 1 and add up to 1, as probabilities do; set 'outputs' of 'target' to probabilities, or "
          + "to logits if that is what they are")
    }
    return Tensor(shape: [rows.count, width], scalars: parts.flatMap(\.values))
  }

  /// The class scores of one batch.
  private struct Part {
    let values: [Float]
    let width: Int
    let isGuess: Bool
    let looksLikeProbabilities: Bool
  }

  private func answers(_ batch: ModelBatch) async throws -> Part {
    try Task.checkCancellation()
    let answer = try await session.answer(batch)
    try Task.checkCancellation()
    let own = try asking.scores.logits(answer, rows: batch.rows, names: names)
    let isGuess = asking.scores.isGuess(answer)
    return Part(
      values: own.values, width: own.width, isGuess: isGuess,
      looksLikeProbabilities: isGuess
        && ScoreReading.lookLikeProbabilities(own.values, width: own.width))
  }
}
