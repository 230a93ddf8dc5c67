import Foundation
import Results
import RollcallCommands
import Settings
import Testing

/// `compare`, `gate`, `history` and `baseline` as a nightly job starts them, and the examples of the documentation.
@Suite("Nightly")
struct NightlyTests {
  private func rollcall(_ arguments: String...) throws -> ProgramOutput {
    try ProgramOutput(rollcall: arguments)
  }

  private func folder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "rollcall-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  private func sample() throws -> String {
    try packageRoot().appending(path: "fixtures/runs/german-credit.h5").path
  }

  private func example(_ name: String) throws -> URL {
    try packageRoot().appending(path: "Documentation/nightly/\(name)")
  }

  @Test("a run compared with itself did not change, in Markdown and in JSON")
  func compare() throws {
    let run = try sample()
    let text = try rollcall("compare", run, run)
    #expect(text.code == 0 && text.result.contains("**None of 4 declared measurements changed**"))
    let json = try rollcall("compare", run, run, "--json", "--declare", "lira-online:auc:sex=male")
    let root = try #require(
      try JSONSerialization.jsonObject(with: Data(json.result.utf8)) as? [String: Any])
    #expect(
      Set(root.keys) == [
        "formatVersion", "baseline", "new", "level", "correction", "pairing", "obstacle", "notes",
        "measurements", "onlyBaseline", "onlyNew", "notComparable", "declaredMissing",
      ])
    let rows = try #require(root["measurements"] as? [[String: Any]])
    #expect(try rows.count == measured(run))
    #expect(rows.filter { $0["isDeclared"] as? Bool == true }.count == 1)
    #expect(rows[0]["group"] as? String == "sex=male" && rows[0]["adjusted"] as? Double == 1)
    #expect(try rollcall("compare", run, run, "--declare", "auc").code == 64)
  }

  /// The number of different things that a run measured, targets aside.
  private func measured(_ run: String) throws -> Int {
    let json = try rollcall("show", run, "--all", "--json").result
    let root = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
    let rows = try #require(root?["measurements"] as? [[String: Any]])
    return Set(
      rows.map { row in ["stage", "attack", "metric", "group"].map { "\(row[$0] ?? "")" } }
    ).count
  }

  @Test("a baseline is found by its name in the folder of runs")
  func byName() throws {
    let (run, folder) = (try sample(), try folder())
    let policy = try example("policy.yaml").path
    let missing = try rollcall(
      "gate", run, "--policy", policy, "--baseline", "main", "--dir", folder.path)
    #expect(missing.code == 1 && missing.result.isEmpty)
    #expect(missing.notes.contains("no baseline 'main' is kept in \(folder.path)"))
    #expect(try rollcall("baseline", "set", "main", run, "--dir", folder.path).code == 0)
    let named = try rollcall(
      "gate", run, "--policy", policy, "--baseline", "main", "--dir", folder.path)
    let given = try rollcall("gate", run, "--policy", policy, "--baseline", run)
    #expect(named.code == given.code && named.result.contains("baselines/main.h5"))
  }

  @Test("logs are JSON lines where the environment asks for them, errors too")
  func logs() throws {
    let program = try packageRoot().appending(path: ".build/release/rollcall").path
    let output = try ProgramOutput(
      URL(filePath: "/usr/bin/env"),
      ["ROLLCALL_LOG=json", program, "gate", "none.h5", "--policy", "none"])
    let lines = output.notes.split(separator: "\n")
    #expect(output.code == 64 && lines.count == 1)
    let line = try #require(
      try JSONSerialization.jsonObject(with: Data((lines.first ?? "").utf8)) as? [String: String])
    #expect(line["level"] == "error" && line["time"]?.hasSuffix("Z") == true)
    #expect(line["message"]?.hasPrefix("none: no policy can be read here") == true)
  }

  /// Whether a file system may be mounted that this process alone sees.
  private static let canMount: Bool = {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/unshare")
    process.arguments = [
      "--map-root-user", "--mount", "mount", "-t", "tmpfs", "none",
      FileManager.default.temporaryDirectory.path,
    ]
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }()

  @Test(
    "a disk that is full costs one line and exit code 1, and no good baseline",
    .enabled(if: canMount, "no file system may be mounted here"))
  func fullDisk() throws {
    let (run, folder) = (try sample(), try folder())
    let program = try packageRoot().appending(path: ".build/release/rollcall").path
    // Setting a baseline takes two copies for a moment, setting another beside it three: a file system for two and a half.
    let size = try Data(contentsOf: URL(filePath: run)).count * 5 / 2
    let script = """
      mount -t tmpfs -o size=\(size) none "$1" || exit 77
      "$2" baseline set main "$3" --dir "$1" || exit 78
      before=$(sha256sum < "$1/baselines/main.h5")
      "$2" baseline set main "$3" --dir "$1"
      code=$?
      [ "$before" = "$(sha256sum < "$1/baselines/main.h5")" ] || exit 79
      exit $code
      """
    let output = try ProgramOutput(
      URL(filePath: "/usr/bin/unshare"),
      ["--map-root-user", "--mount", "sh", "-c", script, "sh", folder.path, program, run])
    #expect(output.code == 1)
    let lines = output.notes.split(separator: "\n")
    #expect(lines.count == 1)
    #expect(output.notes.contains("main.h5: the baseline cannot be written"))
    #expect(output.notes.contains("what was there is unchanged"))
  }

  @Test("the exit code is that of the gate's answer, and strict makes a failure of too little data")
  func codes() throws {
    let place = try folder()
    defer { try? FileManager.default.removeItem(at: place) }
    func gate(_ policy: String, _ more: String...) throws -> Int32 {
      let file = place.appending(path: "policy.yaml")
      try Data(policy.utf8).write(to: file)
      return try ProgramOutput(
        try packageRoot().appending(path: ".build/release/rollcall"),
        ["gate", try sample(), "--policy", file.path] + more
      ).code
    }
    #expect(try gate("limits: [auc: {max: 0.9}]") == 0)
    #expect(try gate("limits: [auc: {max: 0.5}]") == 1)
    #expect(try gate("limits: [auc: {max: 0.9, records: 1000000}]") == 2)
    #expect(try gate("limits: [auc: {max: 0.9, records: 1000000}]", "--strict") == 1)
    #expect(try gate("limit: [auc: {max: 0.9}]") == 64)
    #expect(try gate("limits: [auc: {max: 0.9}]", "--junit", try sample()) == 64)
  }

  @Test(
    "a baseline that is missing, damaged or no run is one line and exit code 1, and nothing is written over"
  )
  func badBaselines() throws {
    let place = try folder()
    defer { try? FileManager.default.removeItem(at: place) }
    let policy = try example("policy.yaml").path
    let damaged = place.appending(path: "damaged.h5")
    let bytes = try Data(contentsOf: URL(filePath: try sample())).prefix(200_000)
    try bytes.write(to: damaged)
    let text = place.appending(path: "text.h5")
    try Data("text".utf8).write(to: text)
    for file in [damaged.path, text.path, place.appending(path: "none.h5").path] {
      for arguments in [
        ["gate", try sample(), "--policy", policy, "--baseline", file],
        ["compare", file, try sample()],
      ] {
        let output = try ProgramOutput(
          try packageRoot().appending(path: ".build/release/rollcall"), arguments)
        #expect(output.code == 1 && output.result.isEmpty, "\(output.notes)")
        #expect(
          output.notes.hasPrefix("Error: \(file)") && output.notes.split(separator: "\n").count == 1
        )
      }
    }
    #expect(try Data(contentsOf: damaged) == bytes)
    let readOnly = try rollcall(
      "gate", try sample(), "--policy", policy, "--junit", "/proc/no/junit.xml")
    #expect(readOnly.code == 1 && readOnly.notes.contains("/proc/no/junit.xml: cannot be written"))
    let missing = try rollcall(
      "gate", try sample(), "--policy", place.appending(path: "no.yaml").path)
    #expect(missing.code == 64)
  }

  @Test("a baseline is set, listed and judged against, and the history lists the run")
  func history() throws {
    let place = try folder()
    defer { try? FileManager.default.removeItem(at: place) }
    try FileManager.default.copyItem(
      at: URL(filePath: try sample()), to: place.appending(path: "run.h5"))
    let kept = try rollcall(
      "baseline", "set", "main", place.appending(path: "run.h5").path, "--dir", place.path)
    #expect(kept.code == 0 && kept.result.hasSuffix("/baselines/main.h5\n"))
    #expect(try rollcall("baseline", "list", "--dir", place.path).result.contains("present"))
    let baseline = kept.result.trimmingCharacters(in: .whitespacesAndNewlines)
    let judged = try rollcall(
      "gate", try sample(), "--policy", try example("policy.yaml").path, "--baseline", baseline)
    #expect(judged.code == 0, "\(judged.result)")
    let shown = try rollcall("history", place.path, "--metric", "auc", "--metric", "test-accuracy")
    #expect(shown.code == 0 && shown.notes.contains("1 file(s) read, 0 gone"))
    #expect(shown.result.contains("## lira-online \\(version 1\\) auc, 1 train"))
    #expect(!shown.result.contains("baselines/"))
    let again = try rollcall("history", place.path, "--json", "--since", "2020-01-01")
    #expect(again.notes.contains("0 file(s) read"))
    let root = try #require(
      try JSONSerialization.jsonObject(with: Data(again.result.utf8)) as? [String: Any])
    #expect((root["runs"] as? [Any])?.count == 1 && (root["series"] as? [Any])?.count == 2)
    #expect(try rollcall("history", place.path, "--since", "yesterday").code == 64)
    #expect(try rollcall("history", place.appending(path: "none").path).code == 1)
  }

  @Test("the examples of workflows are YAML", arguments: ["github.yaml", "gitlab.yaml"])
  func workflows(name: String) throws {
    let settings = try Settings(
      yaml: try String(contentsOf: try example(name), encoding: .utf8), file: name)
    let isWhole = settings.has(name == "github.yaml" ? "jobs" : "leakage")
    #expect(isWhole)
  }

  @Test("the examples of scripts are read by the shell", arguments: ["nightly.sh", "slurm.sh"])
  func scripts(name: String) throws {
    let output = try ProgramOutput(URL(filePath: "/bin/bash"), ["-n", try example(name).path])
    #expect(output.code == 0 && output.notes.isEmpty)
  }

  @Test("the example of a policy uses keys that there are, and the page shows the file as it is")
  func policy() throws {
    let text = try String(contentsOf: try example("policy.yaml"), encoding: .utf8)
    let policy = try GatePolicy(yaml: text, file: "policy.yaml")
    #expect(policy.limits.count == 4 && policy.regressions.count == 3)
    let page = try String(
      contentsOf: try packageRoot().appending(path: "Documentation/Nightly.md"), encoding: .utf8)
    #expect(
      page.contains(text), "Documentation/Nightly.md shows another policy than nightly/policy.yaml")
  }
}
