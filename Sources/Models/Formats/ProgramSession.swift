import ChildProcesses
import Tensors

/// A program that answers batches; started again once where it ends or is late.
actor ProgramSession: ModelSession {
  /// How long is waited.
  struct Timing: Sendable {
    let start: Double
    let answer: Double
  }

  /// The most classes that a program may have.
  private static let mostClasses = 1 << 20

  private let command: [String]
  private let folder: String
  private let timing: Timing
  private let isNamed: Bool
  private var child: ChildProcess?
  private var scoreCount = 0
  private var isRestarted = false

  private init(_ command: [String], _ folder: String, _ timing: Timing, isNamed: Bool) {
    (self.command, self.folder, self.timing, self.isNamed) = (command, folder, timing, isNamed)
  }

  /// Starts a program and waits until it is ready.
  ///
  /// - Parameters:
  ///   - command: The program and its arguments.
  ///   - folder: Where it works.
  ///   - timing: How long is waited.
  ///   - isNamed: Whether batches have named fields.
  ///   - classCount: The number of classes of the data.
  /// - Returns: The session.
  /// - Throws: `ModelsError` where it says something else than how many scores it gives; `ChildProcessError`.
  static func starting(
    _ command: [String], in folder: String, timing: Timing, isNamed: Bool, classCount: Int
  ) async throws -> ProgramSession {
    let session = ProgramSession(command, folder, timing, isNamed: isNamed)
    do {
      try await session.start()
    } catch {
      await session.close()
      throw error
    }
    return session
  }

  private func start() async throws {
    let child = try ChildProcess(command, in: folder)
    self.child = child
    let frame = try await child.exchange(nil, within: timing.start, limit: 4096)
    let array = try NPYFrame(frame, from: command[0])
    guard array.values.count == 1, let count = array.values.first.flatMap({ Int(exactly: $0) }),
      (1...Self.mostClasses).contains(count), scoreCount == 0 || scoreCount == count
    else {
      throw ModelsError(
        "'\(command[0])' must first send one array with one number: how many scores it gives for a record"
      )
    }
    scoreCount = count
  }

  func answer(_ batch: ModelBatch) async throws -> ModelAnswer {
    let request = try isNamed ? NPYFrame.records(batch) : NPYFrame.matrix(batch)
    let limit = 4096 + batch.count * scoreCount * 8
    let frame = try await asked(request, limit: limit)
    let array = try NPYFrame(frame, from: command[0])
    let isRow = scoreCount == 1 && array.shape == [batch.count]
    guard array.shape == [batch.count, scoreCount] || isRow else {
      throw ModelsError(
        "'\(command[0])' answers an array of the shape \(array.shape) to \(batch.count) records, having promised "
          + "\(scoreCount) scores for each; send one row for each record")
    }
    return ModelAnswer(
      Tensor(shape: [batch.count, scoreCount], scalars: array.values.map { Float($0) }))
  }

  /// Sends a request, once more to a program started anew where the first fails.
  private func asked(_ request: [UInt8], limit: Int) async throws -> [UInt8] {
    guard let child else { throw ModelsError("'\(command[0])' has been ended") }
    do {
      return try await child.exchange(request, within: timing.answer, limit: limit)
    } catch let error as ChildProcessError {
      guard !isRestarted else { throw error }
      isRestarted = true
      await child.end(grace: 100)
      try await start()
      guard let again = self.child else { throw error }
      return try await again.exchange(request, within: timing.answer, limit: limit)
    }
  }

  func close() async {
    await child?.end()
    child = nil
  }
}
