import Auditing
import Foundation
import HDF5
import Models
import Tables

/// Observations of finished passages, one file each, so that no model is trained twice.
///
/// Files are written under a temporary name, synced and renamed: one that is there is whole. Models are not kept. Several
/// processes may share a folder; a lock on each passage keeps them from training the same model.
package struct PassCache: Sendable {
  /// The folder of all experiments.
  let folder: URL
  /// What tells this build of the program from all others.
  let code: String

  /// Opens a folder, which is made with the first file.
  ///
  /// - Parameters:
  ///   - folder: The folder's path.
  ///   - code: What tells this build of the program from all others, such as a hash of its executable.
  package init(folder: String, code: String) {
    self.folder = URL(filePath: folder)
    self.code = code
  }

  /// Whether files can be made in the folder, which is made where it does not exist.
  var isWritable: Bool {
    let files = FileManager.default
    let isThere: Void? = try? files.createDirectory(at: folder, withIntermediateDirectories: true)
    return isThere != nil && files.isWritableFile(atPath: folder.path)
  }

  /// The folder of one experiment: a readable form of its name, and a hash that keeps names apart.
  func folder(ofExperiment name: String) -> URL {
    let plain = name.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
    let hash = sha256(of: Array(name.utf8)).prefix(8)
    return folder.appending(path: "\(String(plain).prefix(40))-\(hash)")
  }

  /// The file of one passage.
  func file(_ fingerprint: PassFingerprint, experiment: String) -> URL {
    folder(ofExperiment: experiment).appending(
      path: "\(Self.stem(fingerprint.label)).\(fingerprint.key).h5")
  }

  static func stem(_ label: String) -> String { label.replacing(" ", with: "-") }

  /// Reads what was observed of a passage.
  ///
  /// - Parameters:
  ///   - fingerprint: The passage.
  ///   - experiment: The experiment's name.
  ///   - recordCount: The number of observed records.
  /// - Returns: The outputs of each stage; nil where the passage is not there or its file is damaged.
  func load(
    _ fingerprint: PassFingerprint, experiment: String, recordCount: Int
  ) -> [PipelinePass.StageOutput]? {
    let path = file(fingerprint, experiment: experiment).path
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    return try? PassFile.read(path, fingerprint: fingerprint, recordCount: recordCount)
  }

  /// Keeps what was observed of a passage.
  ///
  /// - Parameters:
  ///   - outputs: The outputs of each stage.
  ///   - fingerprint: The passage.
  ///   - experiment: The experiment's name.
  /// - Throws: An error in one line where the folder cannot be written.
  func store(
    _ outputs: [PipelinePass.StageOutput], _ fingerprint: PassFingerprint, experiment: String
  ) throws {
    let file = file(fingerprint, experiment: experiment)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try PassFile.write(
      outputs, to: file.path, fingerprint: fingerprint, experiment: experiment)
  }

  /// Says why a passage is not there.
  ///
  /// - Returns: The causes that changed since the most similar passage of the same label; nil where there is none.
  func changes(
    _ fingerprint: PassFingerprint, experiment: String
  ) -> [PassFingerprint.Cause]? {
    let folder = folder(ofExperiment: experiment)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let stem = Self.stem(fingerprint.label)
    let candidates = names.filter { $0.hasPrefix("\(stem).") && $0.hasSuffix(".h5") }
    return candidates.compactMap { name in
      try? PassFile.fingerprint(folder.appending(path: name).path)
    }.map { fingerprint.differences(from: $0) }.min { $0.count < $1.count }
  }
}
