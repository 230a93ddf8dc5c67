import Foundation
import Testing

/// The program as a user starts it.
@Suite("Command line")
struct CommandLineTests {
  private func rollcall(_ arguments: [String]) throws -> ProgramOutput {
    try ProgramOutput(rollcall: arguments)
  }

  private func temporaryFolder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "rollcall-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  /// The sample run, relative to the folder that tests start in.
  private static var sampleRun: String {
    (try? packageRoot().appending(path: "fixtures/runs/german-credit.h5").path) ?? ""
  }

  private var sample: String {
    get throws { try packageRoot().appending(path: "fixtures/runs/german-credit.h5").path }
  }

  @Test("sweep writes a table and a plot of several runs, and says in one line what is no run")
  func sweep() throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let output = try rollcall(["sweep", sample, sample, "--out", folder.path])
    #expect(output.code == 0)
    let file = folder.appending(path: "sweep.md")
    #expect(output.result == "\(file.path)\n")
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(text.contains("| german-credit | 1 train | nothing | not bounded"))
    #expect(
      FileManager.default.fileExists(atPath: folder.appending(path: "sweep.png").path))
    let wrong = try rollcall([
      "sweep", folder.appending(path: "none.h5").path, "--out", folder.path,
    ])
    #expect(wrong.code == 1 && wrong.notes.split(separator: "\n").count == 1)
  }

  @Test(
    "the embedded experiment runs from file to report, with nothing but the result on standard output"
  )
  func run() throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let experiment = try packageRoot().appending(path: "fixtures/experiments/german-credit.yaml")
      .path
    let output = try rollcall([
      "run", experiment, "--no-cache", "--out", folder.appending(path: "deep/er").path,
    ])
    #expect(output.code == 0)
    let report = folder.appending(path: "deep/er/report.md").path
    #expect(output.result == "\(report)\n")
    #expect(output.notes.contains("the first model took"))
    let names = try FileManager.default.contentsOfDirectory(
      atPath: folder.appending(path: "deep/er").path)
    #expect(Set(["run.h5", "report.md", "timing.json", "roc-1-train.png"]).isSubset(of: names))
    #expect(!names.contains { $0.hasPrefix(".") }, "left behind: \(names)")
    #expect(try gain(folder.appending(path: "deep/er/run.h5").path) > 0)
    let again = try rollcall(["report", folder.appending(path: "deep/er/run.h5").path])
    #expect(again.code == 0 && again.result == "\(report)\n")
  }

  /// The lower end of the paired interval by which LiRA's area exceeds that of the loss.
  private func gain(_ run: String) throws -> Double {
    let json = Data(try rollcall(["show", run, "--json"]).result.utf8)
    let root = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
    let rows = try #require(root["measurements"] as? [[String: Any]])
    let row = try #require(
      rows.first {
        $0["metric"] as? String == "auc-minus:m-loss" && $0["target"] as? String == "mean"
      })
    #expect(rows.contains { $0["metric"] as? String == "tpr-minus:m-loss@fpr<=0.01" })
    return try #require(row["low"] as? Double)
  }

  @Test("epsilon is bounded where members were drawn by coins, and the claim beside it is judged")
  func epsilon() throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let root = try packageRoot()
    let text = try String(
      contentsOf: root.appending(path: "fixtures/experiments/german-credit.yaml"), encoding: .utf8)
    let experiment = folder.appending(path: "coins.yaml")
    try Data(
      text.replacing("../data", with: root.appending(path: "fixtures/data").path)
        .replacing("../../attacks", with: root.appending(path: "attacks").path)
        .replacing("nonMembers: 0.4}", with: "nonMembers: 0.4, assignment: coin-flip}")
        .replacing("targets: 8", with: "targets: 1").replacing("models: 64", with: "models: 16")
        .utf8
    ).write(to: experiment)
    let out = folder.appending(path: "out").path
    #expect(try rollcall(["run", experiment.path, "--no-cache", "--out", out]).code == 0)
    let run = "\(out)/run.h5"
    let output = try rollcall([
      "epsilon", run, "--attack", "lira-online", "--claimed-epsilon", "0.1", "--family", "one-run",
    ])
    #expect(output.code == 0)
    let lines = output.result.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(
      lines.dropFirst().allSatisfy {
        $0.contains("natural") && $0.contains("contradicts the claim of 0.1")
      })
    let insider = try rollcall(["epsilon", run, "--attack", "blind"])
    #expect(insider.code == 0 && insider.result.contains("refused: learns from the membership"))
    let groups = try rollcall(["epsilon", run, "--group", "sex", "--json"])
    let rows = try epsilons(groups.result)
    #expect(Set(rows.compactMap { $0["group"] as? String }) == ["all", "sex=female", "sex=male"])
  }

  private func epsilons(_ json: String) throws -> [[String: Any]] {
    let root = try #require(
      try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    #expect(root["formatVersion"] as? Int == 1)
    return try #require(root["epsilons"] as? [[String: Any]])
  }

  /// A CSV file of perfect scores of so many trials, of one group each half.
  private func trials(_ count: Int, in folder: URL) throws -> String {
    let file = folder.appending(path: "trials.csv")
    let lines = (0..<count).map { trial in
      "\(trial % 2 == 0 ? 1 : 0).\(trial),\(trial % 2 == 0 ? 0 : 2),\(trial % 2),\(trial % 4 < 2 ? "f" : "m")"
    }
    try Data((["score,loss,member,sex"] + lines).joined(separator: "\n").appending("\n").utf8)
      .write(to: file)
    return file.path
  }

  @Test("trials of models and canaries of one model are each refused by the other's families")
  func trialTables() throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = try trials(100, in: folder)
    let models = try rollcall([
      "epsilon", file, "--trials", "models", "--score", "loss", "--threshold", "1",
      "--claimed-epsilon", "1", "--json",
    ])
    #expect(models.code == 0 && models.notes.isEmpty)
    let rows = try epsilons(models.result)
    let keys: Set = [
      "stage", "attack", "canaries", "group", "family", "choice", "epsilon", "delta", "confidence",
      "trials", "trialsNeeded", "guesses", "correct", "hypotheses", "groupSize", "claimedEpsilon",
      "judgement", "condition", "reason",
    ]
    #expect(rows.count == 9 && rows.allSatisfy { Set($0.keys) == keys })
    let fixed = rows[0]
    // ln((1 - delta - u) / u) with u = 1 - 0.025^(1/50), the upper bound on a rate of 0 in 50.
    #expect(abs((fixed["epsilon"] as? Double ?? 0) - 2.5698) < 1e-3)
    #expect(fixed["judgement"] as? String == "contradicted")
    #expect(rows.suffix(3).allSatisfy { $0["epsilon"] is NSNull })
    let canaries = try rollcall([
      "epsilon", file, "--trials", "canaries", "--assignment", "coin-flip", "--score", "loss",
      "--group", "sex", "--guesses", "1", "--copies", "2", "--family", "clopper-pearson",
      "--family", "one-run",
    ])
    #expect(canaries.code == 0)
    let lines = canaries.result.split(separator: "\n")
    #expect(lines.count == 1 + 3 * 5)
    #expect(lines[1].contains("refused: needs independently trained models, one score each"))
    #expect(lines[4].contains("for groups of 2 at delta 1e-05, 95 %"))
    #expect(lines[9].contains("sex=f") && lines[9].contains(" 50 "))
  }

  @Test(
    "epsilon refuses with 64 what cannot be declared so",
    arguments: [
      ([], "say what a line of"),
      (["--trials", "canaries"], "declare --assignment coin-flip if that is so"),
      (["--trials", "models", "--group", "sex"], "--group is for canaries"),
      (
        ["--trials", "canaries", "--assignment", "coin-flip", "--threshold", "1"],
        "--threshold is for trials of models"
      ),
      (["--trials", "models", "--attack", "x"], "--attack is for a run"),
      (["--trials", "models", "--guesses", "2"], "--guesses must be shares"),
      (["--trials", "models", "--copies", "0"], "--copies must be 1 or more"),
      (["--trials", "models", "--claimed-epsilon", "-1"], "--claimed-epsilon"),
    ])
  func epsilonUsage(arguments: [String], message: String) throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let output = try rollcall(["epsilon", try trials(20, in: folder)] + arguments)
    #expect(output.code == 64 && output.result.isEmpty && output.notes.contains(message))
  }

  @Test("show prints every promised key, null where there is no value")
  func showJSON() throws {
    let output = try rollcall(["show", try sample, "--json"])
    #expect(output.code == 0 && output.notes.isEmpty)
    let root = try #require(
      try JSONSerialization.jsonObject(with: Data(output.result.utf8)) as? [String: Any])
    #expect(root["formatVersion"] as? Int == 1)
    let rows = try #require(root["measurements"] as? [[String: Any]])
    let keys: Set = [
      "target", "stage", "attack", "metric", "group", "value", "low", "high", "level", "n",
      "status",
      "convention",
    ]
    #expect(rows.allSatisfy { Set($0.keys) == keys })
    let metrics = Set(rows.compactMap { $0["metric"] as? String })
    #expect(
      metrics.isSuperset(of: ["auc", "tpr@fpr<=0.001", "tpr@fpr<=0.01", "balanced-accuracy"]))
    #expect(Set(rows.compactMap { $0["group"] as? String }).isSuperset(of: ["all", "sex=female"]))
    let unresolved = try #require(rows.first { $0["metric"] as? String == "tpr@fpr<=0.001" })
    #expect(unresolved["value"] is NSNull)
  }

  @Test(
    "wrong usage exits with 64, failures with 1, each with one line of error",
    arguments: [
      (["rum"], Int32(64), "Unexpected argument"),
      (["run", "x.yaml"], 64, "Missing expected argument"),
      (["run", "nowhere.yaml", "--out", "/tmp/unused"], 1, "nowhere.yaml: no such file"),
      (["show", "nowhere.h5"], 1, "nowhere.h5: no such file"),
      (["score", "--out", "/tmp/unused"], 64, "give either a settings file or --values"),
      (
        ["score", "--values", "x.npy", "--out", "/tmp/unused"], 64,
        "'target' needs 'membership'"
      ),
      (
        ["epsilon", Self.sampleRun], 64, "members were drawn by 'random-split'"
      ),
      (["list", "--json", "--markdown"], 64, "not both"),
    ])
  func failures(arguments: [String], code: Int32, message: String) throws {
    let output = try rollcall(arguments)
    #expect(output.code == code && output.result.isEmpty)
    let errors = output.notes.split(separator: "\n").filter { $0.hasPrefix("Error: ") }
    #expect(errors.count == 1 && errors[0].contains(message), "\(output.notes)")
  }

  @Test("a folder that cannot be made is found before the work")
  func unwritable() throws {
    let experiment = try packageRoot().appending(path: "fixtures/experiments/german-credit.yaml")
      .path
    let output = try rollcall(["run", experiment, "--out", "/proc/rollcall"])
    #expect(output.code == 1)
    #expect(
      output.notes == "Error: /proc/rollcall: no folder can be made here; name another with --out\n"
    )
  }

  @Test("an unknown key exits with 64, with file, line and the nearest key")
  func unknownKey() throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "e.yaml")
    try Data("name: x\nsead: 3\ndata: {files: [a], label: b}\n".utf8).write(to: file)
    let output = try rollcall(["run", file.path, "--out", folder.path])
    #expect(output.code == 64)
  }
}
