import Foundation
import Tables

/// The settings of a release audit that options ask for, with the schema inferred from a look at all files.
struct ReleaseDraft {
  /// The settings' text; files are named by their full paths.
  let text: String
  /// What was decided without being asked.
  let notes: [String]

  /// Looks at all files.
  ///
  /// - Parameter command: The options.
  /// - Throws: `TablesError` where a file cannot be read; `CommandError` where the files share too few columns.
  init(_ command: AuditCommand) throws {
    let groups: [(key: String, paths: [String])] = [
      ("files", command.release), ("members", command.members),
      ("nonMembers", command.nonMembers), ("reference", command.reference),
    ].map { ($0.0, Self.fullPaths($0.1)) }
    let bankReleases = Self.fullPaths(command.bankReleases)
    let columns = try SharedColumns(
      // Members first: what identifies a record is told from what was collected, not from what was made of it.
      paths: groups.dropFirst().flatMap(\.paths) + groups[0].paths + bankReleases,
      ignoring: (command.ignore ?? "").split(separator: ",").map(String.init),
      label: command.label)
    let label = try columns.label(command.label)
    var lines = [
      "# Proposed from a look at the files; correct it and give this file in place of the options.",
      "name: \(quotedYAML(command.name))", "seed: \(command.given.seed)", "release:",
    ]
    for (key, paths) in groups where !paths.isEmpty {
      lines.append("  \(key): [\(paths.map(quotedYAML).joined(separator: ", "))]")
    }
    lines += Self.bank(command, releases: bankReleases)
    lines += columns.settings(label: label)
    lines += try Self.sensitive(command.sensitive, columns)
    lines.append("  assignment: \(quotedYAML(command.given.assignment))")
    let suite = command.suite.map { Self.fullPaths([$0])[0] }
    lines.append("suite: \(quotedYAML(suite ?? "suite.yaml"))")
    text = lines.joined(separator: "\n") + "\n"
    notes = columns.notes
  }

  private static func fullPaths(_ paths: [String]) -> [String] {
    paths.map { URL(filePath: $0).standardizedFileURL.path }
  }

  /// The lines of other releases.
  private static func bank(_ command: AuditCommand, releases: [String]) -> [String] {
    guard let inclusion = command.inclusion, !releases.isEmpty else { return [] }
    return [
      "  bank:", "    releases: [\(releases.map(quotedYAML).joined(separator: ", "))]",
      "    inclusion: \(quotedYAML(fullPaths([inclusion])[0]))",
    ] + fullPaths([command.marginals].compactMap(\.self)).map { "    marginals: \(quotedYAML($0))" }
  }

  /// The lines of the sensitive groups.
  private static func sensitive(_ option: String?, _ columns: SharedColumns) throws -> [String] {
    guard let option else { return [] }
    guard !option.isEmpty else {
      throw CommandError("--sensitive names no column; name some, or leave the option out")
    }
    let lines = try option.split(separator: ",").map { entry in
      let parts = entry.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
      let name = parts[0]
      guard let column = columns.named(name) else {
        throw CommandError("--sensitive: no column '\(name)' in all files")
      }
      guard parts.dropFirst().allSatisfy({ Double($0) != nil }) else {
        throw CommandError("--sensitive: the cuts of '\(name)' must be numbers, as in age:25:60")
      }
      guard parts.count > 1 || !column.isNumeric || column.distinctCount <= 10 else {
        throw CommandError(
          "--sensitive: '\(name)' holds many numbers; give cuts, as in \(name):25:60")
      }
      let cuts = parts.count > 1 ? ", cuts: [\(parts.dropFirst().joined(separator: ", "))]" : ""
      return "    \(quotedYAML(name)): {column: \(quotedYAML(name))\(cuts)}"
    }
    return ["  groups:"] + lines
  }
}
