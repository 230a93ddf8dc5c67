import ChildProcesses
import Foundation
package import Settings
import Tables

/// Any program in any language, started once and asked over its standard streams.
package struct ProcessFormat: ModelFormat {
  package static let name = "process"
  package static let summary =
    "any program, started once without a shell and asked in NPY arrays over its standard input and output"

  /// How a batch stands in its array.
  enum Table: String, CaseIterable {
    /// Records x columns of numbers, or records x the extents of images.
    case matrix
    /// A record array with a named field for each column, texts among them.
    case named
  }

  private let command: [String]
  private let table: Table
  private let timing: ProgramSession.Timing

  package init(_ settings: inout Settings) throws {
    command = try settings.texts(
      "command", count: 1...1000,
      "the program and its arguments, which no shell reads; it works in the experiment's folder")
    table = try settings.choice(
      "table", default: Table.matrix,
      "matrix of numbers, or record array with a named field for each column, texts among them")
    timing = ProgramSession.Timing(
      start: try settings.number(
        "startTimeout", default: 60, in: 0.01...86_400,
        "seconds until the program says that it is ready"
      ),
      answer: try settings.number(
        "timeout", default: 60, in: 0.01...86_400, "seconds for one batch"))
  }

  package func open(_ surroundings: ModelSurroundings) async throws -> any ModelSession {
    let folder = URL(filePath: surroundings.folder).standardizedFileURL.path
    guard table == .named || surroundings.view != .columns else {
      // Words are found before anything is started.
      for feature in surroundings.records.dataset.features { _ = try RawColumn(feature) }
      return try await ProgramSession.starting(
        command, in: folder, timing: timing, isNamed: false,
        classCount: surroundings.records.classCount)
    }
    return try await ProgramSession.starting(
      command, in: folder, timing: timing, isNamed: table == .named,
      classCount: surroundings.records.classCount)
  }
}
