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
    var (scalars, width): ([Float], Int) = ([], names.count)
    var (isGuess, look) = (false, true)
    for start in stride(from: 0, to: rows.count, by: asking.batchSize) {
      try Task.checkCancellation()
      let block = rows[start..<min(start + asking.batchSize, rows.count)]
      let answer = try await session.answer(
        ModelBatch(rows: block, records: records, view: asking.view))
      try Task.checkCancellation()
      let own = try asking.scores.logits(answer, rows: block, names: names)
      guard start == 0 || own.width == width else {
        throw ModelsError("the model answers with \(own.width) scores after \(width); mend it")
      }
      (scalars, width) = (scalars + own.values, own.width)
      isGuess = isGuess || asking.scores.isGuess(answer)
      look = look && ScoreReading.lookLikeProbabilities(own.values, width: own.width)
    }
    if isGuess, look, !rows.isEmpty {
      throw ModelsError(
        "all scores lie from 0 to 1 and add up to 1, as probabilities do; set 'outputs' of 'target' to probabilities, or "
          + "to logits if that is what they are")
    }
    return Tensor(shape: [rows.count, width], scalars: scalars)
  }
}
