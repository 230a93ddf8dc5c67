import ChildProcesses
import Foundation

/// A real server on loopback that computes the linear scores, as long as the body runs.
///
/// - Parameters:
///   - certificate: The files of a certificate and its key, with which the server speaks TLS.
///   - body: Takes the server's address.
/// - Returns: What the body returns.
/// - Throws: What the body throws, and `ChildProcessError` where the server does not start.
func withServer<Result>(
  certificate: [String] = [], _ body: (_ address: String) async throws -> Result
) async throws -> Result {
  let server = try ChildProcess(
    ["python3", "inference_server.py"] + certificate, in: LinearSample.fixtures)
  let port = String(
    decoding: try await server.exchange(nil, within: 30, limit: 16), as: UTF8.self)
  do {
    let result = try await body("\(certificate.isEmpty ? "http" : "https")://127.0.0.1:\(port)")
    await server.end(grace: 50)
    return result
  } catch {
    await server.end(grace: 50)
    throw error
  }
}

/// Whether a program is on the path.
func isOnPath(_ program: String) -> Bool {
  (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
    FileManager.default.isExecutableFile(atPath: "\($0)/\(program)")
  }
}
