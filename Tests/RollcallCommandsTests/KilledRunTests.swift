import Foundation
import Statistics
import Testing

/// Runs that are killed, interrupted or started twice.
@Suite("Killed runs")
struct KilledRunTests {
  /// An experiment on the embedded data of about a second, in a folder of its own.
  private struct Files {
    let folder: URL

    init() throws {
      folder = FileManager.default.temporaryDirectory
        .appending(path: "rollcall-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let root = try packageRoot()
      let text = try String(
        contentsOf: root.appending(path: "fixtures/experiments/german-credit.yaml"), encoding: .utf8
      )
      let moved = text.replacing(
        "../data/", with: root.appending(path: "fixtures/data/").path + "/"
      )
      .replacing("../../attacks/", with: root.appending(path: "attacks/").path + "/")
      .replacing("targets: 8", with: "targets: 2").replacing("models: 64", with: "models: 16")
      try Data(moved.utf8).write(to: folder.appending(path: "e.yaml"))
    }

    func process(out: String, cache: String = "cache") throws -> Process {
      let process = Process()
      process.executableURL = try packageRoot().appending(path: ".build/release/rollcall")
      process.arguments = [
        "run", folder.appending(path: "e.yaml").path, "--out", folder.appending(path: out).path,
        "--cache", folder.appending(path: cache).path,
      ]
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      return process
    }

    func run(out: String, cache: String = "cache") throws -> Int32 {
      let process = try process(out: out, cache: cache)
      try process.run()
      process.waitUntilExit()
      return process.terminationStatus
    }

    func bytes(_ out: String) throws -> Data {
      try Data(contentsOf: folder.appending(path: "\(out)/run.h5"))
    }

    func remove(_ name: String) throws {
      try FileManager.default.removeItem(at: folder.appending(path: name))
    }
  }

  @Test("killed at 50 random moments and started again, a run ends in the same file")
  func killed() async throws {
    let files = try Files()
    defer { try? FileManager.default.removeItem(at: files.folder) }
    #expect(try files.run(out: "whole", cache: "none") == 0)
    let whole = try files.bytes("whole")
    var generator = SeededGenerator(seed: 50, label: "moments")
    for kill in 0..<50 {
      let process = try files.process(out: "killed")
      try process.run()
      try await Task.sleep(for: .milliseconds(10 + generator.integer(below: 500)))
      stop(process)
      process.waitUntilExit()
      guard kill % 10 == 9 else { continue }
      #expect(try files.run(out: "killed") == 0)
      #expect(try files.bytes("killed") == whole)
      try files.remove("cache")
      try files.remove("killed")
    }
  }

  private func stop(_ process: Process) {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
  }

  /// The time within which an interrupted run must stop: a second on a machine of its own, more beside other tests.
  static let patience = Duration.seconds(5)

  @Test("an interrupted run stops between two steps with 130, however long its models take")
  func interrupted() async throws {
    let files = try Files()
    defer { try? FileManager.default.removeItem(at: files.folder) }
    let experiment = files.folder.appending(path: "e.yaml")
    let text = try String(contentsOf: experiment, encoding: .utf8)
    try Data(text.replacing("epochs: 50", with: "epochs: 100000").utf8).write(to: experiment)
    let process = try files.process(out: "out")
    try process.run()
    try await Task.sleep(for: .seconds(3))
    let clock = ContinuousClock()
    let begin = clock.now
    process.interrupt()
    process.waitUntilExit()
    #expect(clock.now - begin < Self.patience)
    #expect(process.terminationStatus == 130)
    #expect(
      !FileManager.default.fileExists(atPath: files.folder.appending(path: "out/run.h5").path))
  }

  @Test("two runs share a cache and end in the same file")
  func shared() throws {
    let files = try Files()
    defer { try? FileManager.default.removeItem(at: files.folder) }
    let runs = try [files.process(out: "a"), files.process(out: "b")]
    for run in runs { try run.run() }
    for run in runs { run.waitUntilExit() }
    #expect(runs.map(\.terminationStatus) == [0, 0])
    #expect(try files.bytes("a") == files.bytes("b"))
  }
}
