import Auditing
import Foundation
import HDF5

extension StageContext.Notebook {
  /// Keeps a stage's notes, which are text, in a file beside that of its passage.
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
        return Array(try HDF5Reader(path: path).strings(at: "/notes").joined().utf8)
      },
      store: { bytes in
        let notes = try HDF5Writer(replacing: path)
        try notes.write([String(decoding: bytes, as: UTF8.self)], shape: [1], at: "/notes")
        try notes.commit()
      })
  }
}
