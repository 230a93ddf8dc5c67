import Foundation
import OnnxRuntime
package import Settings
import SharedLibraries

/// Graphs in the format ONNX, as PyTorch, scikit-learn, Keras and others export them.
package struct OnnxFormat: ModelFormat {
  package static let name = "onnx"
  package static let summary =
    "a graph exported to ONNX, run by ONNX Runtime, which is found when the program runs"

  private let path: String
  /// The columns of each input, where they are named.
  private let inputs: [(name: String, columns: String)]
  private let output: String?
  private let threads: Int

  package init(_ settings: inout Settings) throws {
    path = try settings.text("path", "the model's file, relative to the experiment")
    inputs = try settings.textMap(
      "inputs",
      "the columns of each input of the graph: 'input: column', or 'input: a,b' side by side; columns of the inputs' "
        + "names where none are given"
    ).map { (name: $0.0, columns: $0.1) }
    output = try settings.optionalText(
      "output", "the graph's output with the class scores; found by its type where none is named")
    threads = try settings.integer(
      "threads", default: 0, in: 0...1024,
      "threads of one run; 0 for one, and as many batches at a time as the command has threads")
  }

  package func open(_ surroundings: ModelSurroundings) async throws -> any ModelSession {
    let file = try surroundings.modelFile(path)
    let library = try OnnxLibrary(
      SharedLibrarySearch(.onnxRuntime, environment: surroundings.environment))
    let session = try OnnxSession(path: file, library: library, threads: max(1, threads))
    return try OnnxModelSession(
      session, inputs: inputs, output: output,
      batchesAtATime: threads > 0 ? 1 : surroundings.threads, in: surroundings)
  }
}
