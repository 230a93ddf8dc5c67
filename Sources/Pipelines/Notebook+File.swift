import Auditing
import Foundation
import HDF5

extension StageContext.Notebook {
  /// Keeps a stage's notes in a file beside that of its passage.
  ///
  /// The file is written under a temporary name, synced and renamed, so that a stop at any moment leaves the old notes or the new ones.
  ///
  /// - Parameters:
  ///   - stage: The stage's number.
  ///   - file: The passage's file.
  init(stage: Int, beside file: URL) {
    let path = "\(file.path).stage-\(stage).notes"
    self.init(
      load: {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let file = try HDF5Reader(path: path)
        // Notes were text once.
        guard file.contains("/bytes") else {
          return Array(try file.strings(at: "/notes").joined().utf8)
        }
        return try file.bytes(at: "/bytes")
      },
      store: { bytes in
        let notes = try HDF5Writer(replacing: path)
        try notes.write(bytes, shape: [bytes.count], at: "/bytes")
        try notes.commit()
      })
  }
}
