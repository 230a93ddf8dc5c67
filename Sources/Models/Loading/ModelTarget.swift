package import Settings
package import Tables

/// The target of an audit as its settings name it: a format, how the model is asked, and how its answers are meant.
package struct ModelTarget: Sendable {
  /// How a model of any format is asked.
  package struct Asking: Sendable {
    let view: FeatureView
    let scores: ScoreReading
    let batchSize: Int
    let queryBudget: Int?

    /// Reads what targets of all formats have.
    ///
    /// - Parameter settings: The target's mapping.
    /// - Throws: `SettingsError` naming the line of a value that is not allowed.
    package init(_ settings: inout Settings) throws {
      view = try FeatureView(&settings)
      scores = try ScoreReading(&settings)
      batchSize = try settings.integer(
        "batch", default: 256, in: 1...1_000_000, "records that are asked about together")
      let budget = try settings.integer(
        "queryBudget", default: 0, in: 0...Int.max,
        "the most records that the model may be asked about; 0 for any number")
      queryBudget = budget > 0 ? budget : nil
    }
  }

  /// The format with its settings.
  package let format: any ModelFormat
  private let asking: Asking
  /// The most queries; nil for any number.
  package var queryBudget: Int? { asking.queryBudget }

  /// Reads a target.
  ///
  /// - Parameter settings: The experiment's `target` mapping.
  /// - Throws: `SettingsError` naming the line of a value that is not allowed.
  package init(_ settings: inout Settings) throws {
    let name = try settings.text("format", "the model's format")
    guard let type = modelFormats.first(where: { $0.name == name }) else {
      throw settings.error(
        "format", unknownName("format", name, among: modelFormats.map { $0.name }))
    }
    asking = try Asking(&settings)
    format = try type.init(&settings)
  }

  /// Loads the model, lends it, and closes it whatever happens.
  ///
  /// - Parameters:
  ///   - records: The records that will be asked about.
  ///   - folder: The folder that relative file names start from.
  ///   - environment: The variables of the environment.
  ///   - threads: The threads that a model may take.
  ///   - body: Asks the model.
  /// - Returns: What the body returns.
  /// - Throws: An error in one line where the model cannot be loaded or asked; what the body throws.
  package func withModel<Result>(
    on records: Records, folder: String, environment: [String: String], threads: Int,
    _ body: (LoadedModel, QueryCounter) async throws -> Result
  ) async throws -> Result {
    let counter = QueryCounter(limit: queryBudget)
    let session = try await format.open(
      ModelSurroundings(
        folder: folder, environment: environment, records: records, view: asking.view,
        threads: threads))
    let model = LoadedModel(
      session,
      asking: .init(
        batchSize: asking.batchSize, view: asking.view, scores: asking.scores, counter: counter),
      classes: records.dataset.label.names)
    do {
      let result = try await body(model, counter)
      await session.close()
      return result
    } catch {
      await session.close()
      throw error
    }
  }
}
