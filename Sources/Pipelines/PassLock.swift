import Foundation

/// An advisory lock on one passage, held while its models are trained.
///
/// The system releases it when the process ends in whatever way, so a killed run leaves no lock behind.
enum PassLock {
  /// Runs a function while holding the lock.
  ///
  /// - Parameters:
  ///   - file: The passage's file; the lock stands beside it.
  ///   - waits: Whether to wait for another process that holds it.
  ///   - body: What to do.
  /// - Returns: What the function returns; nil where another process holds the lock and `waits` is false.
  /// - Throws: An error where the folder cannot be written; what the function throws.
  static func holding<Result>(
    _ file: URL, waits: Bool, _ body: () async throws -> Result
  ) async throws -> Result? {
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    let path = file.path + ".lock"
    if !FileManager.default.fileExists(atPath: path) {
      try Data().write(to: URL(filePath: path))
    }
    let handle = try FileHandle(forWritingTo: URL(filePath: path))
    guard lockf(handle.fileDescriptor, waits ? F_LOCK : F_TLOCK, 0) == 0 else {
      try handle.close()
      return nil
    }
    let result: Result
    do {
      result = try await body()
    } catch {
      // Closing releases the lock.
      try handle.close()
      throw error
    }
    try handle.close()
    return result
  }
}
