package import Foundation
import Results
import Tables

/// Run files kept by name, to compare later runs with.
///
/// A baseline is a copy, so that nothing that happens to the run changes it. It is written beside its place, read back,
/// and only then put there; the one before is kept under its date.
package struct BaselineStore: Sendable {
  /// The folder of baselines in the folder of runs.
  package static let folderName = "baselines"

  /// A baseline that is kept.
  package struct Baseline: Equatable, Sendable {
    /// The name.
    package let name: String
    /// The file.
    package let path: String
    /// Whether it is the present one, and not one that it replaced.
    package let isPresent: Bool
    /// When it was set.
    package let date: Date
    /// The SHA-256 of the file.
    package let sha256: String
    /// What it is, or why it cannot be read.
    package let summary: String
  }

  private let folder: URL

  /// Names a store in a folder of runs; nothing is made before a baseline is set.
  package init(in folder: URL) {
    self.folder = folder.appending(path: Self.folderName)
  }

  /// The file of a baseline.
  ///
  /// - Parameter name: Its name.
  /// - Returns: The path, whether a file is there or not.
  package func path(of name: String) -> String { folder.appending(path: "\(name).h5").path }

  /// Keeps a copy of a run under a name.
  ///
  /// - Parameters:
  ///   - name: Letters, digits, `-`, `_` and `.`, not beginning with a dot.
  ///   - run: The run file.
  ///   - keeping: How many earlier baselines of the name stay.
  /// - Returns: The path of the copy.
  /// - Throws: `HistoryError` or the reader's error in one line; what was there then stays.
  package func set(_ name: String, to run: String, keeping: Int) throws -> String {
    guard name.wholeMatch(of: /[A-Za-z0-9_-][A-Za-z0-9_.-]*/) != nil else {
      throw HistoryError(
        "'\(name)' is no name of a baseline; write letters, digits, '-', '_' and '.'")
    }
    _ = try Run(path: run)
    let place = URL(filePath: path(of: name))
    let draft = folder.appending(path: ".\(name)-\(UUID().uuidString).h5")
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: draft) }
      try FileManager.default.copyItem(at: URL(filePath: run), to: draft)
      // A full disk may leave a copy that is cut short.
      _ = try Run(path: draft.path)
      if FileManager.default.fileExists(atPath: place.path) { try keep(name, place) }
      // Written under another name and renamed: what is there stays whole until the new one is.
      try Data(contentsOf: draft).write(to: place, options: .atomic)
    } catch let error as HistoryError {
      throw error
    } catch {
      throw HistoryError(
        "\(place.path): the baseline cannot be written (\(error.localizedDescription)); what was there is unchanged"
      )
    }
    try prune(name, keeping: keeping)
    return place.path
  }

  /// Links the present baseline under its date as well, so that there is no moment without one.
  private func keep(_ name: String, _ place: URL) throws {
    let date = try modified(place)
    let stamp = date.formatted(.iso8601.timeSeparator(.omitted).dateSeparator(.omitted))
    let digest = try sha256(of: Array(Data(contentsOf: place))).prefix(8)
    let old = folder.appending(path: "\(name)@\(stamp)-\(digest).h5")
    guard !FileManager.default.fileExists(atPath: old.path) else { return }
    try FileManager.default.linkItem(at: place, to: old)
  }

  private func prune(_ name: String, keeping: Int) throws {
    let old = try list().filter { $0.name == name && !$0.isPresent }
    for baseline in old.dropLast(keeping) {
      try FileManager.default.removeItem(atPath: baseline.path)
    }
  }

  private func modified(_ file: URL) throws -> Date {
    try FileManager.default.attributesOfItem(atPath: file.path)[.modificationDate] as? Date
      ?? .distantPast
  }

  /// All baselines, by name, the oldest first and the present one last.
  ///
  /// - Throws: `HistoryError` where a file cannot be looked at.
  package func list() throws -> [Baseline] {
    guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".h5") && !$0.hasPrefix(".") }
    let baselines = try names.map { file -> Baseline in
      let place = folder.appending(path: file)
      let stem = file.dropLast(3)
      let name = stem.split(separator: "@").first.map(String.init) ?? String(stem)
      return Baseline(
        name: name, path: place.path, isPresent: !stem.contains("@"), date: try modified(place),
        sha256: sha256(of: Array(try Data(contentsOf: place))), summary: summary(place.path))
    }
    return baselines.sorted {
      ($0.name, $0.isPresent ? 1 : 0, $0.date, $0.path)
        < ($1.name, $1.isPresent ? 1 : 0, $1.date, $1.path)
    }
  }

  private func summary(_ path: String) -> String {
    do {
      let header = try RunHeader(path: path)
      guard header.isReadable else {
        return "format version \(header.formatVersion), \(header.tool)"
      }
      let run = try Run(path: path)
      return "\(run.setup.name), seed \(run.setup.seed), \(run.setup.tool)"
    } catch {
      return "cannot be read: \(error)"
    }
  }
}
