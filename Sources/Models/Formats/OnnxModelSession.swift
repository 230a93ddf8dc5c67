import OnnxRuntime
import Tables
import Tensors

/// A graph with what each of its inputs takes of a record, and where it gives the class scores.
struct OnnxModelSession: ModelSession {
  let batchesAtATime: Int
  private let session: OnnxSession
  private let inputs: [OnnxInput]
  private let output: OnnxScoreOutput
  /// The records of one run, where the graph fixes them.
  private let fixedCount: Int?

  /// Fits a graph to records.
  ///
  /// - Parameters:
  ///   - session: The graph.
  ///   - named: The columns of each input, where they are named.
  ///   - output: The output with the class scores, where it is named.
  ///   - batchesAtATime: The batches that it is asked at a time.
  ///   - surroundings: The records and what of them the graph takes.
  /// - Throws: `ModelsError` where inputs do not fit the columns, or no output gives scores.
  init(
    _ session: OnnxSession, inputs named: [(name: String, columns: String)], output: String?,
    batchesAtATime: Int, in surroundings: ModelSurroundings
  ) throws {
    (self.session, self.batchesAtATime) = (session, batchesAtATime)
    let names = session.inputs.map(\.name)
    if let unknown = named.first(where: { !names.contains($0.name) }) {
      throw ModelsError(
        "\(session.name): no input '\(unknown.name)'; its inputs are \(names.joined(separator: ", "))"
      )
    }
    let isWhole = session.inputs.count == 1 && named.isEmpty
    inputs = try session.inputs.map { port in
      let columns = named.first { $0.name == port.name }?.columns ?? port.name
      return try OnnxInput(
        port, columns: isWhole ? nil : columns, model: session.name, in: surroundings)
    }
    let counts = Set(inputs.compactMap(\.fixedCount))
    guard counts.count <= 1, counts.first != 0 else {
      throw ModelsError("\(session.name): its inputs fix different numbers of records")
    }
    fixedCount = counts.first
    self.output = try OnnxScoreOutput(session, named: output)
  }

  func answer(_ batch: ModelBatch) async throws -> ModelAnswer {
    guard batch.count > 0 else { return ModelAnswer(Tensor(shape: [0, 1], scalars: [])) }
    guard let fixedCount else {
      return try output.answer(try run(batch, padding: 0), count: batch.count)
    }
    var answers: [ModelAnswer] = []
    for start in stride(from: 0, to: batch.count, by: fixedCount) {
      try Task.checkCancellation()
      let part = batch.part(start..<min(start + fixedCount, batch.count))
      let values = try run(part, padding: fixedCount - part.count)
      answers.append(try output.answer(values, count: fixedCount).first(part.count))
    }
    return ModelAnswer.joined(answers)
  }

  private func run(_ batch: ModelBatch, padding: Int) throws -> [OnnxValue] {
    let tensors = try inputs.map { (name: $0.name, tensor: try $0.tensor(batch, padding: padding)) }
    return try session.run(tensors, outputs: output.names)
  }
}

extension ModelAnswer {
  /// The answers to the first records.
  func first(_ count: Int) -> ModelAnswer {
    let width = scores.rowLength
    return ModelAnswer(
      Tensor(shape: [count, width], scalars: Array(scores.scalars.prefix(count * width))),
      kind: kind, classes: classes)
  }

  /// The answers to one part after another; at least one.
  static func joined(_ parts: [ModelAnswer]) -> ModelAnswer {
    let scalars = parts.flatMap(\.scores.scalars)
    let width = parts[0].scores.rowLength
    return ModelAnswer(
      Tensor(shape: [scalars.count / max(1, width), width], scalars: scalars), kind: parts[0].kind,
      classes: parts[0].classes)
  }
}
