import Auditing
import Foundation

extension StageContext.Notebook {
  /// Keeps a stage's notes in a file beside that of its passage.
  ///
  /// They are written under a temporary name, synced and renamed, so that a stop at any moment leaves the old notes or the new ones.
  ///
  /// - Parameters:
  ///   - stage: The stage's number.
  ///   - file: The passage's file.
  init(stage: Int, beside file: URL) {
    let notes = URL(filePath: "\(file.path).stage-\(stage).notes")
    self.init(
      load: {
        guard FileManager.default.fileExists(atPath: notes.path) else { return nil }
        return [UInt8](try Data(contentsOf: notes))
      },
      store: { bytes in
        let partial = URL(filePath: notes.path + ".partial")
        try Data(bytes).write(to: partial)
        let handle = try FileHandle(forUpdating: partial)
        try handle.synchronize()
        try handle.close()
        if FileManager.default.fileExists(atPath: notes.path) {
          _ = try FileManager.default.replaceItemAt(notes, withItemAt: partial)
        } else {
          try FileManager.default.moveItem(at: partial, to: notes)
        }
        // The name lasts only once its folder is synced too.
        let folder = try FileHandle(forReadingFrom: notes.deletingLastPathComponent())
        try folder.synchronize()
        try folder.close()
      })
  }
}
