package import Settings
package import Tables

/// A kind of file, program or server that can be asked as a target.
package protocol ModelFormat: Sendable {
  /// The name by which experiments and lists refer to the format.
  static var name: String { get }
  /// One sentence on what is loaded.
  static var summary: String { get }

  /// Reads where the model is.
  ///
  /// - Parameter settings: The target's mapping.
  /// - Throws: `SettingsError` naming the line of a value that is not allowed.
  init(_ settings: inout Settings) throws

  /// Loads the model.
  ///
  /// - Parameter surroundings: Where files are, and what is to be asked.
  /// - Returns: The model, to be closed.
  /// - Throws: An error in one line where it cannot be loaded or does not fit the records; `CancellationError`.
  func open(_ surroundings: ModelSurroundings) async throws -> any ModelSession
}

/// What a model is loaded into.
package struct ModelSurroundings: Sendable {
  /// The folder that relative file names start from.
  package let folder: String
  /// The variables of the environment.
  package let environment: [String: String]
  /// The records that will be asked about.
  package let records: Records
  /// What of them the model takes in.
  package let view: FeatureView
  /// The threads that a model may take.
  package let threads: Int

  /// Describes what a model is loaded into.
  package init(
    folder: String, environment: [String: String], records: Records, view: FeatureView,
    threads: Int
  ) {
    (self.folder, self.environment, self.records) = (folder, environment, records)
    (self.view, self.threads) = (view, threads)
  }

  /// The path of a model's file, which must be there and hold no pickled objects.
  ///
  /// - Parameter file: A name, relative to the folder or absolute.
  /// - Returns: The path.
  /// - Throws: `ModelsError` where it is no file, or one that runs code when it is read.
  package func modelFile(_ file: String) throws(ModelsError) -> String {
    let path = path(of: file, relativeTo: folder)
    try refusePickles(path, name: file)
    return path
  }
}
