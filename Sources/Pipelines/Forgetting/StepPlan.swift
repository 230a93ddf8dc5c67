import Settings
import Unlearning

/// How members are forgotten step by step, and what takes their place.
struct StepPlan: Sendable {
  /// The share of the members at the start that a step forgets.
  let share: Double
  /// The share at which steps end.
  let last: Double
  /// The candidates, of which a fair coin makes each a member or never seen.
  let candidates: Int
  let test: Int
  let runs: Int
  let method: NamedUnlearner
  /// Which records generators have seen, each on its own from the same models.
  let sources: [ForgettingGenerator.Source]
  let generator: ForgettingGenerator
  /// The passes of a network over all its records when it is replenished.
  let replenishEpochs: Int

  /// Reads the plan from the section `steps`.
  init(_ settings: inout Settings) throws {
    var own = try settings.section(
      "steps", "members are forgotten step by step, beside records that were never seen")
    candidates = try own.integer(
      "candidates", default: 400, in: 10...10_000_000,
      "records of which, by coins, half are trained and forgotten and half are never seen")
    test = try own.integer(
      "test", default: 1000, in: 10...Int(Int32.max), "further records that no model sees")
    runs = try own.integer(
      "runs", default: 6, in: 6...10_000,
      "models; an even number, so that each candidate is trained on in half of them")
    guard runs.isMultiple(of: 2) else {
      throw own.error("runs", "'runs' must be even, so that each candidate is in half of them")
    }
    share = try own.number(
      "share", default: 0.1, in: 1e-4...1, "share of the members at the start that a step forgets")
    last = try own.number(
      "until", default: 1, in: 1e-4...1, "share of the members at which steps end")
    guard last >= share else { throw own.error("until", "'until' must not be below 'share'") }
    let texts = try own.texts(
      "generators", default: ["none"], count: 1...3,
      "what takes the place of forgotten records, each from the same models: none, shared (a generator that saw all members, "
        + "and is kept) and retrained (one that learns the retained members in each step anew, and fills all places again)"
    )
    sources = texts.compactMap(ForgettingGenerator.Source.init)
    guard sources.count == texts.count, Set(texts).count == texts.count else {
      throw own.error("generators", "takes each of none, shared and retrained once")
    }
    var maker = try own.section("synthesizer", "what makes records")
    generator = try ForgettingGenerator(&maker)
    try maker.finish()
    replenishEpochs = try own.integer(
      "replenishEpochs", default: 10, in: 1...100_000,
      "passes of a network over all its records when it is replenished; retrain and sisa train as at first"
    )
    method = try Self.method(&own)
    try own.finish()
  }

  private static func method(_ settings: inout Settings) throws -> NamedUnlearner {
    let name = try settings.text(
      "method", default: "retrain", "the method by its name in the list of methods of unlearning")
    guard let type = unlearners.first(where: { $0.name == name }) else {
      throw settings.error(
        "method", unknownName("method", name, among: unlearners.map { $0.name }))
    }
    var own = try settings.section("settings", "the method's own settings")
    let method = try type.init(&own)
    try own.finish()
    return NamedUnlearner(label: name, method: method)
  }

  /// The share that is forgotten after each step, 0 first.
  var rates: [Double] {
    let count = Int((last / share - 1e-9).rounded(.up))
    return (0...count).map { min(last, Double($0) * share) }
  }
}
