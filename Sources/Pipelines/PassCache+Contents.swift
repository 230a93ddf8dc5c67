package import Foundation

extension PassCache {
  /// What a folder holds of one experiment.
  package struct Experiment: Equatable, Sendable {
    /// The experiment's name.
    package let name: String
    /// The number of passages kept.
    package let passCount: Int
    /// Their size on disk.
    package let byteCount: Int
    /// When the newest was written.
    package let newest: Date
  }

  /// Lists what is kept.
  ///
  /// - Returns: One entry for each experiment, by name.
  package func contents() -> [Experiment] {
    subfolders().compactMap { folder in
      let files = passFiles(in: folder)
      guard let first = files.first, let name = try? PassFile.experiment(first.path) else {
        return nil
      }
      let values = files.compactMap {
        try? $0.resourceValues(forKeys: [.fileSizeKey, .contentModificationDateKey])
      }
      return Experiment(
        name: name, passCount: files.count,
        byteCount: values.reduce(0) { $0 + ($1.fileSize ?? 0) },
        newest: values.compactMap(\.contentModificationDate).max() ?? .distantPast)
    }.sorted { $0.name < $1.name }
  }

  /// Removes passages, with locks and unfinished files beside them.
  ///
  /// - Parameters:
  ///   - experiment: The experiment's name; nil for all.
  ///   - date: Only what was written before.
  /// - Returns: The number of passages removed.
  /// - Throws: An error where a file cannot be removed.
  package func evict(experiment: String?, before date: Date) throws -> Int {
    let chosen = experiment.map { [folder(ofExperiment: $0)] } ?? subfolders()
    var removed = 0
    for folder in chosen {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
      for name in names {
        let file = folder.appending(path: name)
        let written = try file.resourceValues(forKeys: [.contentModificationDateKey])
        guard (written.contentModificationDate ?? .distantPast) < date else { continue }
        try FileManager.default.removeItem(at: file)
        if name.hasSuffix(".h5") { removed += 1 }
      }
      if try FileManager.default.fileExists(atPath: folder.path)
        && FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty
      {
        try FileManager.default.removeItem(at: folder)
      }
    }
    return removed
  }

  private func subfolders() -> [URL] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().map { folder.appending(path: $0) }
  }

  private func passFiles(in folder: URL) -> [URL] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(".h5") }.sorted().map { folder.appending(path: $0) }
  }
}
