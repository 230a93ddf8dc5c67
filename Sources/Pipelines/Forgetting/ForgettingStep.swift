import Evaluation
import Statistics
import Tables
import Unlearning

/// One step of forgetting, with generated records in the place of those that are forgotten.
///
/// What a retrained generator made in an earlier step may tell of records that are forgotten now. So it is forgotten with them, and all places are
/// filled anew.
struct ForgettingStep: Sendable {
  let method: any Unlearner
  let source: ForgettingGenerator.Source
  let generator: ForgettingGenerator
  /// The passes of a network over all its records when it learns new ones.
  let epochs: Int
  /// The seed and the label of everything random.
  let stream: (seed: UInt64, label: String)

  /// The model beside as many generated records of the classes of those that it is to forget, which it has not learned yet.
  ///
  /// - Parameters:
  ///   - model: The model before the step.
  ///   - forgotten: The members to forget.
  ///   - records: The records of the experiment, without generated ones.
  /// - Returns: The model, as it is where nothing is generated.
  /// - Throws: `NothingRetained`; what the generator throws.
  func prepared(
    _ model: ForgettableModel, forgetting forgotten: [Int], of records: Records
  ) throws -> ForgettableModel {
    guard source != .none else { return model }
    let maker = try maker(for: model, forgetting: forgotten, of: records)
    let labels = labels(beside: model, records)
    let empty = forgotten + outdated(model, records)
    let made = try maker.records(ofClasses: empty.map { labels[$0] }) {
      SeededGenerator(seed: stream.seed, label: "\(stream.label)/records/\($0)")
    }
    let generated = try model.generated?.joining([made]) ?? made
    var prepared = try model.extended(to: try records.appending(generated))
    prepared.generated = generated
    if source == .shared { prepared.generator = maker }
    return prepared
  }

  /// The generated records that are forgotten with the members.
  private func outdated(_ model: ForgettableModel, _ records: Records) -> [Int] {
    source == .retrained ? model.members.filter { $0 >= records.count } : []
  }

  private func labels(beside model: ForgettableModel, _ records: Records) -> [Int32] {
    records.dataset.label.codes + (model.generated?.label.codes ?? [])
  }

  private func maker(
    for model: ForgettableModel, forgetting forgotten: [Int], of records: Records
  ) throws -> ForgettingGenerator.Learned {
    if source == .shared, let known = model.generator { return known }
    let gone = source == .shared ? [] : Set(forgotten)
    let seen = model.members.filter { $0 < records.count && !gone.contains($0) }
    guard !seen.isEmpty else { throw NothingRetained() }
    return try generator.learned(from: records.dataset.undescribed.selecting(rows: seen)) {
      SeededGenerator(seed: stream.seed, label: "\(stream.label)/generator/\($0)")
    }
  }

  /// The model after it has forgotten records and learned the generated ones that it stands beside.
  ///
  /// - Parameters:
  ///   - model: The prepared model.
  ///   - forgotten: The members to forget.
  ///   - records: The records of the experiment, without generated ones.
  /// - Returns: The model, and how often a record was read.
  /// - Throws: What the method or training throws; the model before it is unchanged.
  func taken(
    by model: ForgettableModel, forgetting forgotten: [Int], of records: Records
  ) async throws -> (model: ForgettableModel, recordPasses: Int) {
    let made = model.generated?.count ?? 0
    let new = Array(records.count + model.replenished..<records.count + made)
    return try await model.forgetting(
      forgotten + outdated(model, records), learning: new,
      by: method, epochs: epochs,
      stream: (stream.seed, stream.label, labels(beside: model, records)))
  }
}

/// No member is retained that a generator could learn from.
struct NothingRetained: Error, CustomStringConvertible {
  let description = "no member is retained that a generator could learn from; forget less"
}
