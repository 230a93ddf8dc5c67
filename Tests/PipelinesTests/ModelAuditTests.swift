import Auditing
import Foundation
import Pipelines
import Results
import Testing

/// Records, a program that scores them, and who was in its training set.
private struct ModelFiles {
  let files: TemporaryExperiment

  init() throws {
    files = try TemporaryExperiment()
    // The program is sure of members: it is asked for the even rows with a higher second score.
    try files.write(
      """
      import struct, sys
      def send(values, shape):
          header = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}"
          header += " " * (63 - (10 + len(header)) % 64) + "\\n"
          frame = b"\\x93NUMPY\\x01\\x00" + struct.pack("<H", len(header)) + header.encode()
          frame += struct.pack(f"<{len(values)}d", *values)
          sys.stdout.buffer.write(struct.pack("<Q", len(frame)) + frame)
          sys.stdout.buffer.flush()
      send([2], (1,))
      while head := sys.stdin.buffer.read(8):
          frame = sys.stdin.buffer.read(struct.unpack("<Q", head)[0])
          data = frame[12 + struct.unpack("<I", frame[8:12])[0]:]
          x = struct.unpack(f"<{len(data) // 8}d", data)
          rows = [x[start:start + 2] for start in range(0, len(x), 2)]
          send([v for r in rows for v in (0, 3 * r[0] + 0.06 * r[1] - 2.7)], (len(rows), 2))
      """, to: "serve.py")
    try files.write(
      """
      name: given
      seed: 3
      data: {files: [records.csv], label: vote, numeric: [income, age], ignore: [city]}
      target:
        format: process
        command: [python3, serve.py]
        membership: members.npy
        batch: 50
      """, to: "model.yaml")
    try files.write(
      Self.npy((0..<120).map { $0.isMultiple(of: 2) }, shape: "(120,)"), to: "members.npy")
  }

  static func npy(_ values: [Bool], shape: String) -> Data {
    var header = "{'descr': '|b1', 'fortran_order': False, 'shape': \(shape), }"
    header += String(repeating: " ", count: 63 - (10 + header.utf8.count) % 64) + "\n"
    return Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0, UInt8(header.utf8.count), 0])
      + Data(header.utf8) + Data(values.map { $0 ? 1 : 0 })
  }

  func experiment() throws -> ModelExperiment {
    try ModelExperiment(
      Experiment.File(path: files.folder.appending(path: "model.yaml").path),
      folder: files.folder.path)
  }

  let surroundings = ModelAudit.Surroundings(
    environment: ProcessInfo.processInfo.environment, threads: 2)
}

extension TemporaryExperiment {
  fileprivate func write(_ data: Data, to name: String) throws {
    try data.write(to: folder.appending(path: name))
  }
}

/// The line with which asynchronous work fails, or "no error".
private func failure(_ work: () async throws -> Void) async -> String {
  do {
    try await work()
    return "no error"
  } catch {
    return "\(error)"
  }
}

private let hasPython = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
  .contains { FileManager.default.isExecutableFile(atPath: $0 + "/python3") }

@Suite("Audit of a given model", .enabled(if: hasPython, "needs Python"))
struct ModelAuditTests {
  @Test("a model is asked, attacked and measured, and its queries are counted")
  func audit() async throws {
    let model = try ModelFiles()
    var notes: [String] = []
    let run = try await ModelAudit(model.experiment(), model.surroundings) {
      if case .note(let text) = $0 { notes.append(text) }
    }.run(tool: "test")
    #expect(run.population.isMember[0].count == 120)
    #expect(run.measurements.contains { $0.reading.metric == "train-accuracy" })
    #expect(notes.contains { $0.contains("asking the model 120 queries") })
    #expect(notes.contains { $0.hasPrefix("120 queries each: ") && $0.contains("m-loss") })
    #expect(notes.contains("the model was asked 120 queries"))
  }

  @Test("versions of each record are asked about, counted, and kept within the budget")
  func queries() async throws {
    let model = try ModelFiles()
    try model.files.edit("seed: 3", "seed: 3\nqueries: {count: 3}", in: "model.yaml")
    var notes: [String] = []
    let run = try await ModelAudit(model.experiment(), model.surroundings) {
      if case .note(let text) = $0 { notes.append(text) }
    }.run(tool: "test")
    #expect(notes.contains { $0.contains("asking the model 360 queries") })
    #expect(notes.contains { $0.contains("120 audited records, 3 versions of each") })
    #expect(notes.contains("the model was asked 360 queries"))
    func scores(_ attack: String) -> [[Double]]? {
      run.stages[0].scores.first { $0.attack == attack }?.values
    }
    #expect(scores("m-mean") != nil && scores("m-mean") != scores("m-loss"))
    let prediction = await failure {
      _ = try await ModelPrediction(model.experiment(), model.surroundings)
    }
    #expect(prediction.contains("leave 'queries' out"))
    try model.files.edit("batch: 50", "batch: 50\n  queryBudget: 300", in: "model.yaml")
    let text = await failure {
      _ = try await ModelAudit(model.experiment(), model.surroundings) { _ in }.run(tool: "test")
    }
    #expect(text.contains("the query budget of 300 does not cover 360 queries"), "\(text)")
  }

  @Test("asking first and auditing the numbers gives the same scores as one run")
  func twoSteps() async throws {
    let model = try ModelFiles()
    let whole = try await ModelAudit(model.experiment(), model.surroundings) { _ in }
      .run(tool: "test")
    let prediction = try await ModelPrediction(model.experiment(), model.surroundings)
    for name in ["signals.h5", "signals.npz"] {
      try prediction.write(to: model.files.folder.appending(path: name).path)
      let scores = try ScoreExperiment(
        Experiment.File(
          name: "t",
          text: """
            name: given
            seed: 3
            target: {values: '\(name):logits', kind: logits, labels: '\(name):labels', membership: '\(name):membership'}
            """), folder: model.files.folder.path)
      let run = try await ScoreAudit(scores, threads: 2) { _ in }.run(tool: "test")
      let (first, second) = (
        whole.stages[0].scores.first { $0.attack == "m-loss" },
        run.stages[0].scores.first { $0.attack == "m-loss" }
      )
      #expect(first != nil && first?.values == second?.values)
    }
  }

  @Test("reference models from a bank make the attacks that need them run")
  func references() async throws {
    let model = try ModelFiles()
    let plan = try ShadowPlan(
      models: 4, audited: Array(0..<120), recordCount: 120, subsets: .halves, seed: 1)
    try ShadowFiles.write(plan, models: [0, 1, 2, 3], to: model.files.folder)
    let bank = model.files.folder.appending(path: "bank.h5").path
    try ShadowCollection(plan, in: model.files.folder.path) { _ in }.write(to: bank)
    try model.files.edit(
      "batch: 50", "batch: 50\n  references: bank.h5:logits\n  keep: bank.h5:keep",
      in: "model.yaml")
    let run = try await ModelAudit(model.experiment(), model.surroundings) { _ in }
      .run(tool: "test")
    let lira = run.stages[0].scores.first { $0.attack == "lira-online" }
    #expect(lira?.values.first?.count == 120)
    #expect(run.population.inclusion.count == 4)
  }

  static let refusals: [(String, String, String)] = [
    (
      "membership: members.npy", "assignment: given",
      "does not say which records the model was trained on"
    ),
    ("membership: members.npy", "memberFiles: 1", "'memberFiles' is 1 of 1 file(s)"),
    ("membership: members.npy", "membership: none.npy", "none.npy"),
    ("batch: 50", "queryBudget: 100", "the query budget of 100 does not cover 120 queries"),
    ("[python3, serve.py]", "[python3, none.py]", "No such file or directory"),
    ("[python3, serve.py]", "[no-such-program]", "cannot be started"),
    ("send([2], (1,))", "print('hello there')", "print to standard error"),
    ("for v in (0, ", "for v in (float('nan'), ", "is not finite"),
    ("(len(rows), 2)", "(len(rows), 1)", "of the shape"),
    ("while head", "sys.exit('out of memory')\nwhile head", "it wrote: out of memory"),
  ]

  @Test("what cannot be is refused in one line", arguments: refusals)
  func refused(_ change: (old: String, new: String, part: String)) async throws {
    let model = try ModelFiles()
    let isProgram = ["send(", "for v", "(len", "while"].contains { change.old.hasPrefix($0) }
    try model.files.edit(change.old, change.new, in: isProgram ? "serve.py" : "model.yaml")
    do {
      _ = try await ModelAudit(model.experiment(), model.surroundings) { _ in }.run(tool: "test")
      Issue.record("no error")
    } catch {
      #expect("\(error)".contains(change.part), "\(error)")
      #expect(!"\(error)".contains("\n"))
    }
  }
}
