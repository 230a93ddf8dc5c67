package import Auditing
import Models
package import Settings
import Statistics
import Tables
import Unlearning

/// The stage that makes the model forget some of its members.
///
/// Before anything runs the members are divided into `retained` and `forgotten` ones, at random; a further stage divides what is
/// retained into `retained` and `forgotten 2`, and so on. Attacks still judge members against non-members; the measurements
/// `membership=forgotten` and `membership=retained` tell either from the records that were never seen. Where members were drawn at
/// random, forgotten and never-seen records differ by nothing else, and retraining must bring that AUC to one half.
///
/// With `replenish`, as many records of an earlier release take the place of the forgotten ones: step-wise forgetting alternated
/// with augmentation. A release that was made from records that are forgotten later still holds what it says of them. With `generator`
/// they are generated, by one that saw all members (`shared`) or by one that learned the retained ones alone (`retrained`).
package struct Unlearn: MembershipRefining {
  package static let declaration = Declaration(
    "unlearn", version: 1, "makes the model forget some of its members, which are measured apart")

  /// The part that stays after a refinement.
  private static let retained = "retained"
  private static let forgotten = "forgotten"

  private let method: any Unlearner
  private let share: Double
  private let onShadows: Bool
  private let replenish: Bool
  private let replenishEpochs: Int
  private let source: ForgettingGenerator.Source
  private let generator: ForgettingGenerator

  package init(_ settings: inout Settings) throws {
    let name = try settings.text(
      "method", default: "retrain", "the method by its name in the list of methods of unlearning")
    guard let type = unlearners.first(where: { $0.name == name }) else {
      throw settings.error(
        "method", unknownName("method", name, among: unlearners.map { $0.name }))
    }
    share = try settings.number(
      "forget", default: 0.1, in: 1e-6...1,
      "share of the members at the start to forget, drawn from those that are left")
    onShadows = try settings.boolean(
      "onShadows", default: false,
      "whether shadows forget as well; without it references are models that still hold the records"
    )
    replenish = try settings.boolean(
      "replenish", default: false,
      "whether as many records of an earlier release are learned in the place of those forgotten")
    replenishEpochs = try settings.integer(
      "replenishEpochs", default: 10, in: 1...100_000,
      "passes of a network over all its records when it is replenished; retrain and sisa train as at first"
    )
    source = try settings.choice(
      "generator", default: ForgettingGenerator.Source.none,
      "what makes records in the place of those forgotten: shared, one that saw all members of the first such step and is "
        + "kept, or retrained, one that learns the retained members in each step")
    var maker = try settings.section("synthesizer", "what the generator is")
    generator = try ForgettingGenerator(&maker)
    try maker.finish()
    guard source == .none || !replenish else {
      throw settings.error(
        "generator",
        "'replenish' takes released records, 'generator' makes some; take one of the two")
    }
    var own = try settings.section("settings", "the method's own settings")
    method = try type.init(&own)
    try own.finish()
  }

  package func refining(
    _ membership: Membership, seed: UInt64, label: String
  ) throws -> Membership {
    let parts = membership.parts.filter { $0.role == .member && !$0.isCanary }
    let earlier = parts.count { $0.name.hasPrefix(Self.forgotten) }
    guard let left = parts.first(where: { !$0.name.hasPrefix(Self.forgotten) }) else {
      throw AuditingError("no members are left to forget; lower 'forget' or take a stage out")
    }
    let total = parts.reduce(0) { $0 + $1.records.count }
    let count = max(1, Int((Double(total) * share).rounded()))
    guard count < left.records.count else {
      throw AuditingError(
        "\(count) of the \(left.records.count) members that are left are to be forgotten, and no model "
          + "would be; lower 'forget' of 'unlearn'")
    }
    var generator = SeededGenerator(seed: seed, label: "\(label)/forgotten")
    let places = Set(generator.choose(count, of: left.records.count))
    let name = earlier == 0 ? Self.forgotten : "\(Self.forgotten) \(earlier + 1)"
    func records(_ isForgotten: Bool) -> [Int] {
      left.records.indices.filter { places.contains($0) == isForgotten }.map { left.records[$0] }
    }
    return try membership.refining(
      left.name, into: [(name, records(true)), (Self.retained, records(false))])
  }

  package func apply(to artifact: Artifact, in context: StageContext) async throws -> Artifact {
    guard context.shadow == nil || onShadows else { return artifact }
    guard var model = try ForgettableModel(artifact.model, in: context) else {
      throw PipelinesError("'unlearn' found no trained model; put a training stage before it")
    }
    let records = try replenish ? Self.extended(context.records, by: artifact) : context.records
    if replenish { model = try model.extended(to: records) }
    let members = Set(model.members)
    let wanted = context.membership.parts.first {
      $0.name.hasPrefix(Self.forgotten) && !members.isDisjoint(with: $0.records)
    }
    guard let wanted else {
      throw PipelinesError(
        "'unlearn' found no members that the model still holds; check the stages")
    }
    context.progress("forgetting \(wanted.records.count) of \(model.members.count) members")
    if replenish {
      let new = try replacements(model, count: wanted.records.count, records, context)
      model = try await model.forgetting(
        wanted.records, learning: new, by: method, epochs: replenishEpochs,
        stream: (context.seed, context.label, records.dataset.label.codes)
      ).model
    } else {
      let step = ForgettingStep(
        method: method, source: source, generator: generator, epochs: replenishEpochs,
        stream: (context.seed, context.label))
      let prepared = try step.prepared(model, forgetting: wanted.records, of: records)
      model = try await step.taken(
        by: prepared, forgetting: wanted.records, of: records
      ).model
    }
    return artifact.publishing(Artifact.Part("model", .model(model)))
  }

  /// The records with those of the release after them.
  private static func extended(_ records: Records, by artifact: Artifact) throws -> Records {
    for part in artifact.parts.reversed() {
      if case .release(let dataset) = part.content { return try records.appending(dataset) }
    }
    throw PipelinesError(
      "'replenish' of 'unlearn' takes released records, and none were released; put a synthesizer before it"
    )
  }

  /// The next released records, which take the place of forgotten ones.
  private func replacements(
    _ model: ForgettableModel, count: Int, _ records: Records, _ context: StageContext
  ) throws -> [Int] {
    let first = context.records.count + model.replenished
    guard first + count <= records.count else {
      throw PipelinesError(
        "'replenish' wants \(count) more released records, and \(records.count - first) are left; raise 'rows' of the release"
      )
    }
    return Array(first..<first + count)
  }
}
