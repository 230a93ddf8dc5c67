/// One file that records came from, identified by the hash of its bytes.
public struct Source: Sendable, Equatable {
  /// The last component of the file's path.
  public let name: String
  /// The SHA-256 of the file's bytes in lower-case hexadecimal.
  public let sha256: String
  /// The size of the file.
  public let byteCount: Int
  /// The number of records read from it; a header, comments and blank lines do not count.
  public let recordCount: Int

  package init(name: String, sha256: String, byteCount: Int, recordCount: Int) {
    self.name = name
    self.sha256 = sha256
    self.byteCount = byteCount
    self.recordCount = recordCount
  }
}
