import Foundation
import Testing

/// `rollcall unlearn` and `rollcall deletion-cost` as a user starts them.
@Suite("Unlearning from the command line")
struct UnlearnCommandTests {
  private func rollcall(_ arguments: [String]) throws -> ProgramOutput {
    try ProgramOutput(rollcall: arguments)
  }

  /// A folder with class scores of 60 records: 20 forgotten, 20 retained, 20 that no model saw.
  private func folder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "rollcall-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    func write(_ name: String, _ lines: [String]) throws {
      try Data((lines.joined(separator: "\n") + "\n").utf8).write(
        to: folder.appending(path: name))
    }
    func scores(gain: Double) -> [String] {
      ["no,yes"]
        + (0..<60).map { row in
          let own = sin(Double(row * row)) + (row < 20 ? gain : 0) + (row < 40 && row >= 20 ? 2 : 0)
          return "0,\(own)"
        }
    }
    try write("labels.csv", (0..<60).map { _ in "1" })
    try write("original.csv", scores(gain: 2))
    try write("unlearned.csv", scores(gain: 1))
    try write("retrained.csv", scores(gain: 0))
    try write("forget.csv", (0..<20).map { "\($0)" })
    try write("retain.csv", (20..<40).map { "\($0)" })
    try write("test.csv", (0..<60).map { $0 >= 40 ? "1" : "0" })
    return folder
  }

  private func arguments(_ folder: URL, replacing: [String: String] = [:]) -> [String] {
    let files = [
      "original": "original.csv", "unlearned": "mine=unlearned.csv", "retrained": "retrained.csv",
      "labels": "labels.csv", "forget": "forget.csv", "retain": "retain.csv", "test": "test.csv",
    ].merging(replacing) { $1 }
    return ["unlearn"]
      + files.sorted { $0.key < $1.key }.flatMap { key, value in
        let parts = value.split(separator: "=", maxSplits: 1).map(String.init)
        let path = folder.appending(path: parts[parts.count - 1]).path
        return ["--\(key)", parts.count == 2 ? "\(parts[0])=\(path)" : path]
      } + ["--out", folder.appending(path: "out").path]
  }

  @Test("matrices alone give the table, the plots, the JSON and the scores")
  func matrices() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let output = try rollcall(
      arguments(folder) + ["--seconds", "mine=1.5", "--record-passes", "mine=40"])
    #expect(output.code == 0, "\(output.notes)")
    let out = folder.appending(path: "out")
    #expect(output.result == "\(out.appending(path: "unlearning.md").path)\n")
    let text = try String(contentsOf: out.appending(path: "unlearning.md"), encoding: .utf8)
    #expect(text.contains("The control passes"))
    #expect(text.contains("Only 1 oracle(s): give 5 or more."))
    #expect(text.contains("- lira was not run: each record must be forgotten in some runs"))
    for name in ["unlearning.h5", "timing.json", "unlearning-auc-m-loss.png"] {
      #expect(FileManager.default.fileExists(atPath: out.appending(path: name).path), "\(name)")
    }
    let json = try #require(
      JSONSerialization.jsonObject(
        with: Data(contentsOf: out.appending(path: "unlearning.json"))) as? [String: Any])
    let methods = try #require(json["methods"] as? [[String: Any]])
    #expect(methods.map { $0["name"] as? String } == ["original", "retrain", "mine"])
    #expect(methods[2]["seconds"] as? Double == 1.5)
    #expect(methods[2]["recordPasses"] as? Double == 40)
    let areas = try methods.map { method in
      let attacks = try #require(method["attacks"] as? [[String: Any]])
      return try #require((attacks[0]["auc"] as? [String: Any])?["value"] as? Double)
    }
    #expect(areas[0] > areas[2] && areas[2] > areas[1])
  }

  @Test(
    "what does not fit is one line",
    arguments: zip(
      [
        ["forget": "retain.csv"], ["labels": "forget.csv"], ["test": "none.csv"],
        ["unlearned": "original=original.csv"],
      ],
      [
        "is among the forget or never-seen rows and the retain rows",
        "holds 60 truth values for 20 records", "none.csv",
        "two sets of models are named 'original'",
      ]))
  func mistakes(replacing: [String: String], text: String) throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let output = try rollcall(arguments(folder, replacing: replacing))
    #expect(output.code == 1)
    #expect(output.notes.contains(text), "\(output.notes)")
    #expect(output.notes.split(separator: "\n").count == 1, "\(output.notes)")
  }

  @Test("a mistake in the options or the settings is code 64")
  func usage() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let missing = try rollcall(["unlearn", "--labels", "x.npy", "--out", folder.path])
    #expect(missing.code == 64 && missing.notes.contains("--unlearned is missing"))
    let file = folder.appending(path: "wrong.yaml")
    try Data("name: x\nruns: 7\ndata: {files: [x.csv], label: y}\n".utf8).write(to: file)
    let odd = try rollcall(["unlearn", file.path, "--out", folder.path])
    #expect(odd.code == 64 && odd.notes.contains("'runs' must be even"), "\(odd.notes)")
  }

  /// An experiment on the embedded digits, made shorter.
  private func digits(_ name: String, _ changes: [String: String], in folder: URL) throws -> URL {
    let root = try packageRoot()
    var text = try String(
      contentsOf: root.appending(path: "fixtures/experiments/\(name)"), encoding: .utf8)
    text = text.replacing("../digits/", with: root.appending(path: "fixtures/digits").path + "/")
    for (old, new) in changes { text = text.replacing(old, with: new) }
    let file = folder.appending(path: name)
    try Data(text.utf8).write(to: file)
    return file
  }

  private func json(_ folder: URL) throws -> [String: Any] {
    try #require(
      JSONSerialization.jsonObject(
        with: Data(contentsOf: folder.appending(path: "unlearning.json"))) as? [String: Any])
  }

  @Test("image networks forget, and are asked about several versions of each image")
  func images() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = try digits(
      "digits-unlearning.yaml",
      [
        "runs: 8": "runs: 6", "epochs: 40": "epochs: 20", "  - scrub\n": "", "  - salun\n": "",
        "  - bad-teacher\n": "", "  - neg-grad-plus\n": "",
      ], in: folder)
    let out = folder.appending(path: "digits")
    let output = try rollcall(["unlearn", file.path, "--out", out.path])
    #expect(output.code == 0, "\(output.notes)")
    let json = try json(out)
    #expect(json["oraclesPass"] as? Bool == true)
    let methods = try #require(json["methods"] as? [[String: Any]])
    for method in methods {
      let attacks = try #require(method["attacks"] as? [[String: Any]])
      #expect(attacks.filter { $0["auc"] != nil }.count == 6, "\(method["name"] ?? "")")
    }
  }

  @Test("forgetting step by step says what each generator saw, with intervals, and times each step")
  func steps() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = try digits(
      "digits-forget-rate.yaml",
      [
        "candidates: 500": "candidates: 160", "share: 0.25": "share: 0.5",
        "epochs: 30": "epochs: 12",
      ],
      in: folder)
    let out = folder.appending(path: "digits")
    let output = try rollcall(["unlearn", file.path, "--out", out.path])
    #expect(output.code == 0, "\(output.notes)")
    let generators = try #require(json(out)["generators"] as? [[String: Any]])
    #expect(generators.map { $0["generator"] as? String } == ["none", "shared", "retrained"])
    let steps = try #require(generators[1]["steps"] as? [[String: Any]])
    #expect(steps.map { $0["forgotten"] as? Double } == [0, 0.5, 1])
    let findings = try #require(steps[1]["findings"] as? [[String: Any]])
    #expect(findings.count == 9)
    let shared = try #require(
      findings.first {
        $0["attack"] as? String == "m-loss" && $0["group"] as? String == "forgotten"
      })
    #expect((shared["auc"] as? [String: Any])?["low"] is Double)
    #expect((shared["differenceToFirst"] as? [String: Any])?["value"] is Double)
    let text = try String(contentsOf: out.appending(path: "unlearning.md"), encoding: .utf8)
    #expect(text.contains("## Generator: shared\n\nA generator that saw all members"))
    #expect(text.contains("no model is left"))
    let timing = try String(contentsOf: out.appending(path: "timing.json"), encoding: .utf8)
    #expect(timing.contains("shared, step 2, generating"))
    for name in ["unlearning.h5", "steps-shared-m-moments.png"] {
      #expect(FileManager.default.fileExists(atPath: out.appending(path: name).path), "\(name)")
    }
  }

  @Test("the example trains, forgets and passes its control")
  func example() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = try packageRoot().appending(
      path: "fixtures/experiments/german-credit-unlearning.yaml"
    ).path
    let text = try String(contentsOfFile: path, encoding: .utf8)
      .replacing("../data/", with: try packageRoot().appending(path: "fixtures/data").path + "/")
      .replacing("runs: 32", with: "runs: 8")
      .replacing("epochs: 100", with: "epochs: 40")
      .replacing("  - influence\n", with: "").replacing("  - bad-teacher\n", with: "")
    let file = folder.appending(path: "small.yaml")
    try Data(text.utf8).write(to: file)
    var reports: [String] = []
    for threads in ["1", "2"] {
      let out = folder.appending(path: "out\(threads)")
      let output = try rollcall([
        "unlearn", file.path, "--threads", threads, "--out", out.path,
      ])
      #expect(output.code == 0, "\(output.notes)")
      reports.append(
        try String(contentsOf: out.appending(path: "unlearning.md"), encoding: .utf8))
    }
    #expect(reports[0] == reports[1])
    #expect(reports[0].contains("The control passes"))
    #expect(
      reports[0].contains(
        "- unchanged: told apart by lira (more is left), rmia (more is left), u-lira (more is left)"
      ))
  }

  @Test("a tenth of the records touches every shard")
  func cost() throws {
    let output = try rollcall([
      "deletion-cost", "--shards", "5", "--slices", "4", "--records", "2000", "--draws", "20",
    ])
    #expect(output.code == 0)
    let lines = output.result.split(separator: "\n")
    #expect(lines.count == 5)
    #expect(lines[4].contains("200") && lines[4].contains("100 %") && lines[4].contains("1800 /"))
    #expect(try rollcall(["deletion-cost", "--records", "10", "--deletions", "10"]).code == 64)
  }
}
