/// A failure of XGBoost or of a model's file, in one line.
package struct BoostedTreesError: Error, Equatable, CustomStringConvertible, Sendable {
  /// What failed, and what to do.
  package let description: String

  init(_ description: String) { self.description = description }

  /// The first telling line of a message of the library, which holds a trace of calls.
  init(_ place: String, library message: String) {
    let line = message.split(separator: "\n").first ?? ""
    self.init("\(place): \(line.prefix(300))")
  }
}
