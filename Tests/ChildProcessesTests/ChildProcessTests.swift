import ChildProcesses
import Foundation
import Testing

/// Programs of the system stand in for a user's: `cat` answers a frame with itself.
@Suite("Programs that are talked to in frames")
struct ChildProcessTests {
  private func failure(_ work: () async throws -> Void) async -> String {
    do {
      try await work()
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  private func isRunning(_ mark: String) throws -> Bool {
    let folders = try FileManager.default.contentsOfDirectory(atPath: "/proc")
    return folders.contains { folder in
      guard let line = FileManager.default.contents(atPath: "/proc/\(folder)/cmdline") else {
        return false
      }
      return Int(folder) != nil && String(decoding: line, as: UTF8.self).contains(mark)
    }
  }

  @Test("a frame comes back whole, even one larger than any pipe")
  func echo() async throws {
    let cat = try ChildProcess(["cat"], in: "/")
    for size in [0, 1, 100_000, 3_000_000] {
      let frame = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
      let answer = try await cat.exchange(frame, within: 20, limit: size)
      #expect(answer == frame)
    }
    await cat.end()
  }

  @Test("a program that is not there is named, and no shell tries it")
  func missing() async throws {
    let text = await failure {
      _ = try ChildProcess(["/nowhere/program; echo x"], in: "/")
    }
    #expect(text.contains("cannot be started: No such file or directory"))
  }

  @Test("a program that ends is an error that shows what it wrote")
  func ends() async throws {
    let text = await failure {
      let child = try ChildProcess(
        ["sh", "-c", "echo first >&2; echo the model is gone >&2"], in: "/")
      _ = try await child.exchange([1, 2, 3], within: 10, limit: 100)
    }
    #expect(text.contains("it wrote: first | the model is gone"))
  }

  @Test("a late answer is an error, and the program is ended with all that it started")
  func late() async throws {
    let mark = "\(200 + Int.random(in: 0..<100_000)).25"
    let child = try ChildProcess(["sh", "-c", "sleep \(mark) & sleep \(mark)"], in: "/")
    let text = await failure { _ = try await child.exchange([], within: 0.2, limit: 10) }
    #expect(text.contains("has not answered within 0.2 seconds"))
    #expect(try isRunning(mark))
    await child.end(grace: 100)
    try await Task.sleep(for: .milliseconds(50))
    #expect(try !isRunning(mark))
  }

  @Test("cancellation ends the wait")
  func cancelled() async throws {
    let child = try ChildProcess(["sleep", "600"], in: "/")
    await withTaskGroup { group in
      group.addTask { await failure { _ = try await child.exchange(nil, within: 500, limit: 10) } }
      group.cancelAll()
      // Otherwise it would be the time-out, minutes later.
      for await text in group { #expect(text.contains("CancellationError")) }
    }
    await child.end(grace: 0)
  }

  @Test("text where a frame is due is shown, and a length above the limit refused")
  func noise() async throws {
    let child = try ChildProcess(["echo", "Loading the model"], in: "/")
    let text = await failure { _ = try await child.exchange(nil, within: 10, limit: 1000) }
    #expect(text.contains("'Loading ' where the length of a frame is due; print to standard error"))
    await child.end()
    let cat = try ChildProcess(["cat"], in: "/")
    let second = await failure { _ = try await cat.exchange([1, 2, 3], within: 10, limit: 2) }
    #expect(second.contains("a frame of 3 bytes, above the limit of 2"))
    await cat.end()
  }
}
