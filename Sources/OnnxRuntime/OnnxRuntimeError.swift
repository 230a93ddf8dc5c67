/// A failure of ONNX Runtime or of a graph, in one line.
package struct OnnxRuntimeError: Error, Equatable, CustomStringConvertible, Sendable {
  /// What failed, and what to do.
  package let description: String

  init(_ description: String) { self.description = description }

  /// The first line of a message of the runtime, which may be long and hold whole graphs.
  init(_ place: String, runtime message: String) {
    let line = message.split(separator: "\n").first ?? ""
    self.init("\(place): \(line.prefix(300))")
  }
}
