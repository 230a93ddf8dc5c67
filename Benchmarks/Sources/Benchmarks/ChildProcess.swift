import Foundation

/// A child process that answers one line of JSON with one line of JSON.
final class ChildProcess {
  private let process = Process()
  private let requests = Pipe()
  private let answers = Pipe()
  private var received = Data()
  private let name: String

  /// Starts a program with an argument list; no shell reads it.
  init(_ executable: String, _ arguments: [String]) throws {
    name = ([executable] + arguments).joined(separator: " ")
    process.executableURL = URL(filePath: executable)
    process.arguments = arguments
    process.standardInput = requests
    process.standardOutput = answers
    try process.run()
  }

  /// Sends a request without waiting for the answer.
  func send(_ request: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    try requests.fileHandleForWriting.write(
      contentsOf: encoder.encode(request) + Data("\n".utf8))
  }

  /// Waits for the next answer.
  func receive<Answer: Decodable>(_ type: Answer.Type) throws -> Answer {
    let newline = UInt8(ascii: "\n")
    while !received.contains(newline) {
      let more = answers.fileHandleForReading.availableData
      guard !more.isEmpty else {
        throw BenchmarksError("\(name) ended without an answer; its message is above")
      }
      received += more
    }
    let line = received.prefix { $0 != newline }
    received = Data(received.dropFirst(line.count + 1))
    return try JSONDecoder().decode(type, from: Data(line))
  }

  /// Sends a request and waits for the answer.
  func ask<Answer: Decodable>(_ request: some Encodable, _ type: Answer.Type) throws -> Answer {
    try send(request)
    return try receive(type)
  }

  /// Ends the requests and waits for the child.
  func end() {
    requests.fileHandleForWriting.closeFile()
    process.waitUntilExit()
  }
}

/// An answer that says no more than that the work is done.
struct Done: Decodable {}
