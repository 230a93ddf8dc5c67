import Foundation

/// Where the peers' interpreter and scripts are.
package struct Peers: Sendable {
  private let python: String
  private let folder: String

  /// Names the interpreter and the scripts' folder; neither needs to exist.
  package init(python: String, folder: String) {
    (self.python, self.folder) = (python, folder)
  }

  /// What a peer says first.
  private struct Greeting: Decodable {
    let versions: [String: String]?
    let missing: String?
  }

  /// Starts a peer.
  ///
  /// - Parameter script: The file name of its script.
  /// - Returns: The peer and its versions in words; nil where it is not installed.
  /// - Throws: `BenchmarksError` where it ends before it says so.
  func start(_ script: String) throws -> (child: ChildProcess, versions: String)? {
    guard FileManager.default.isExecutableFile(atPath: python) else { return nil }
    let child = try ChildProcess(python, ["-B", folder + "/" + script])
    let greeting = try child.receive(Greeting.self)
    guard let versions = greeting.versions else {
      child.end()
      return nil
    }
    return (
      child, versions.sorted { $0.key < $1.key }.map { "\($0) \($1)" }.joined(separator: ", ")
    )
  }
}
