import Settings
import Tables
package import Unlearning

/// An evaluation of unlearning, read from a settings file: of models trained here, or of class scores that were computed elsewhere.
package struct ForgettingExperiment: Sendable {
  /// Where the models come from.
  enum Models: Sendable {
    /// They are trained on records.
    case trained(ForgettingBench.Plan)
    /// They are trained on records and forget them step by step.
    case stepped(SteppedBench.Plan)
    /// Their class scores are in files.
    case given(GivenForgetting)
  }

  /// Name, seed, text and folder.
  let head: ExperimentHead
  let models: Models

  /// The evaluation's name.
  package var name: String { head.name }

  /// Reads the settings.
  ///
  /// - Parameters:
  ///   - file: The settings file.
  ///   - folder: The folder that relative file names start from.
  /// - Throws: `SettingsError` naming file and line.
  package init(_ file: Experiment.File, folder: String) throws {
    var settings = try Settings(yaml: file.text, file: file.name)
    head = try ExperimentHead(file, folder: folder, &settings)
    models =
      settings.has("given")
      ? .given(try GivenForgetting(&settings, folder: folder))
      : settings.has("steps")
        ? .stepped(try SteppedBench.Plan(&settings, folder: folder, seed: UInt64(head.seed)))
        : .trained(try ForgettingBench.Plan(&settings, folder: folder, seed: UInt64(head.seed)))
    try settings.finish()
  }

  /// Reads or trains the models.
  ///
  /// - Parameters:
  ///   - threads: The runs in work at a time; changes the time only, never a result.
  ///   - clock: Says the seconds since some moment; what methods took goes beside the results, not into them.
  ///   - report: Told what is going on.
  /// - Returns: What the models said, and what methods took and could delete.
  /// - Throws: An error in one line where data, settings or training fail.
  package func outcome(
    threads: Int, clock: @escaping @Sendable () -> Double, report: (AuditProgress) -> Void
  ) async throws -> Outcome {
    switch models {
    case .given(let given):
      return .methods(
        ForgettingOutcome(evidence: try given.evidence(), capacities: [], seconds: []))
    case .trained(let plan):
      let bench = try await ForgettingBench(plan, name: head.name, threads: threads, clock: clock)
      return .methods(try await bench.run(report: report))
    case .stepped(let plan):
      let bench = try SteppedBench(plan, name: head.name, threads: threads, clock: clock)
      return .steps(try await bench.run(report: report))
    }
  }

  /// What came of an evaluation.
  package enum Outcome: Sendable {
    /// Methods beside training from scratch.
    case methods(ForgettingOutcome)
    /// One method step by step, by what takes the place of forgotten records.
    case steps(StepOutcome)
  }
}

/// What came of training and forgetting, or of reading what others computed.
package struct ForgettingOutcome: Sendable {
  /// What the models said.
  package let evidence: ForgettingEvidence
  /// How many records each method could delete; none where that was not asked for.
  package let capacities: [(name: String, steps: [DeletionCapacity.Step])]
  /// The mean seconds of each method; none where nothing was trained.
  package let seconds: [(name: String, seconds: Double)]
}

/// A method with the name that it has in the settings.
struct NamedUnlearner: Sendable {
  let label: String
  let method: any Unlearner

  /// Reads the methods of a list.
  static func all(
    _ settings: inout Settings, default fallback: [String]
  ) throws -> [NamedUnlearner] {
    let entries = try settings.entries(
      "methods", "the methods that are compared; without it all that suit the model",
      required: false)
    guard !entries.isEmpty else {
      return try fallback.map { name in
        var empty = try Settings(yaml: "", file: "defaults")
        return NamedUnlearner(label: name, method: try Self.type(name).init(&empty))
      }
    }
    return try entries.map { entry in
      guard let type = unlearners.first(where: { $0.name == entry.name }) else {
        throw entry.error(unknownName("method", entry.name, among: unlearners.map { $0.name }))
      }
      var own = entry.settings()
      let label = try own.optionalText("label", "the method's name in tables") ?? entry.name
      let method = try type.init(&own)
      try own.finish()
      return NamedUnlearner(label: label, method: method)
    }
  }

  private static func type(_ name: String) throws -> any Unlearner.Type {
    guard let type = unlearners.first(where: { $0.name == name }) else {
      preconditionFailure("no method is named \(name)")
    }
    return type
  }
}
