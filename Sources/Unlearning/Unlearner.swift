package import Auditing
package import Settings

/// A method that makes a trained model forget some of its records.
package protocol Unlearner: Sendable {
  /// The method's name, version and summary.
  static var declaration: Declaration { get }

  /// Reads the method's settings.
  ///
  /// - Parameter settings: The method's mapping.
  /// - Throws: `SettingsError` naming the line of a value that is not allowed.
  init(_ settings: inout Settings) throws

  /// Makes the model forget; called with at least one record to forget.
  ///
  /// - Parameter request: The model, what stays and what goes.
  /// - Returns: The model after that, with what it took.
  /// - Throws: An error in one line where the method fails on the model; `CancellationError`.
  func forget(_ request: UnlearningRequest) async throws -> UnlearnedModel
}

extension Unlearner {
  /// The name by which settings and results refer to the method.
  package static var name: String { declaration.name }

  /// Makes a model forget; without a record to forget every method gives the model back as it was.
  ///
  /// - Parameter request: The model, what stays and what goes.
  /// - Returns: The model after that, with what it took.
  /// - Throws: An error in one line where the method fails on the model; `CancellationError`.
  package func unlearn(_ request: UnlearningRequest) async throws -> UnlearnedModel {
    guard !request.forgotten.isEmpty else {
      return UnlearnedModel(request.model, recordPasses: 0, recordsRead: 0)
    }
    return try await forget(request)
  }
}
