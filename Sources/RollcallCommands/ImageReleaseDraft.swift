import Foundation
import ImageSets
import Tables

/// The settings of an audit of released images that options ask for.
struct ImageReleaseDraft {
  /// The settings' text; files are named by their full paths.
  let text: String
  /// What was decided without being asked.
  let notes: [String]

  /// The sets of images, by their keys and as options name them.
  private static let sides: [(key: String, option: String)] = [
    ("files", "release"), ("members", "members"), ("nonMembers", "nonmembers"),
    ("reference", "reference"),
  ]

  /// Whether files hold images; told by the first of them.
  ///
  /// - Parameter path: A file, a folder, or an array in a file.
  /// - Returns: True where a format of images covers it.
  /// - Throws: `TablesError` where it cannot be read.
  static func covers(_ path: String) throws -> Bool {
    let location = try ImageLocation(path, relativeTo: "")
    return imageFormats.contains { $0.covers(location) }
  }

  /// Puts the settings together.
  ///
  /// - Parameter command: The options.
  /// - Throws: `CommandError` where options do not go with images, or files of classes are given for some sets only.
  init(_ command: AuditCommand) throws {
    for (option, isGiven) in [
      ("--label", command.label != nil), ("--sensitive", command.sensitive != nil),
      ("--ignore", command.ignore != nil), ("--bank-release", !command.bankReleases.isEmpty),
    ] where isGiven {
      throw CommandError(
        "\(option) is for tables; the classes of images are their groups, given by --labels where their files have none"
      )
    }
    let paths = [command.release, command.members, command.nonMembers, command.reference]
      .map { $0.map(Self.fullPath) }
    var notes: [String] = []
    var labels = try Self.companions(command.labels, "--labels")
    if labels.isEmpty, let found = Self.labelFiles(paths) {
      labels = found
      notes += found.sorted { $0.key < $1.key }.flatMap(\.value).map {
        "classes are read from \($0)"
      }
    }
    var lines = [
      "# Proposed from the options; correct it and give this file in place of them.",
      "name: \(quotedYAML(command.name))", "seed: \(command.given.seed)", "release:",
    ]
    for (side, files) in zip(Self.sides, paths) where !files.isEmpty {
      lines.append("  \(side.key): \(Self.list(files))")
    }
    lines.append("  assignment: \(quotedYAML(command.given.assignment))")
    lines += ["  images:", "    space: \(quotedYAML(command.space ?? "pixels"))"]
    if let format = command.format { lines.append("    format: \(quotedYAML(format))") }
    if let layout = command.layout { lines.append("    layout: \(quotedYAML(layout))") }
    lines += Self.section("labels", labels)
    lines += Self.section("features", try Self.companions(command.features, "--features"))
    if let suite = command.suite { lines.append("suite: \(quotedYAML(Self.fullPath(suite)))") }
    text = lines.joined(separator: "\n") + "\n"
    self.notes = notes
  }

  private static func fullPath(_ path: String) -> String {
    path.hasPrefix("/") ? path : URL(filePath: path).standardizedFileURL.path
  }

  private static func list(_ paths: [String]) -> String {
    "[\(paths.map(quotedYAML).joined(separator: ", "))]"
  }

  private static func section(_ name: String, _ files: [String: [String]]) -> [String] {
    guard !files.isEmpty else { return [] }
    return ["    \(name):"]
      + sides.compactMap { side in
        files[side.key].map { "      \(side.key): \(list($0))" }
      }
  }

  /// Files given as `members=FILE`, by the key of their set.
  private static func companions(
    _ entries: [String], _ option: String
  ) throws -> [String: [String]] {
    var files: [String: [String]] = [:]
    for entry in entries {
      let parts = entry.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, let side = sides.first(where: { $0.option == parts[0] }) else {
        throw CommandError(
          "\(option): '\(entry)' is none of release=FILE, members=FILE, nonmembers=FILE and reference=FILE"
        )
      }
      files[side.key, default: []].append(fullPath(parts[1]))
    }
    return files
  }

  /// The files of classes that stand beside IDX files under their usual names; nil where one is missing.
  private static func labelFiles(_ paths: [[String]]) -> [String: [String]]? {
    var found: [String: [String]] = [:]
    for (side, files) in zip(sides, paths) where !files.isEmpty {
      let labels = files.map {
        let name = URL(filePath: $0).lastPathComponent
        return URL(filePath: $0).deletingLastPathComponent().path + "/"
          + name.replacing("images", with: "labels").replacing("idx3", with: "idx1")
      }
      guard
        zip(files, labels).allSatisfy({ $0 != $1 && FileManager.default.fileExists(atPath: $1) })
      else { return nil }
      found[side.key] = labels
    }
    return found
  }
}
