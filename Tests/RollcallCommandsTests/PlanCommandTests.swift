import Foundation
import Testing

/// The Python of the active environment, where it has scikit-learn; nil otherwise.
private let python: URL? = {
  let environment = ProcessInfo.processInfo.environment
  let folders =
    [environment["VIRTUAL_ENV"].map { $0 + "/bin" }].compactMap { $0 }
    + (environment["PATH"] ?? "").split(separator: ":").map(String.init)
  return folders.map { URL(filePath: $0 + "/python3") }.first { candidate in
    FileManager.default.isExecutableFile(atPath: candidate.path)
      && (try? ProgramOutput(candidate, ["-c", "import numpy, sklearn"]))?.code == 0
  }
}()

@Suite("Commands for shadow models that are trained elsewhere")
struct PlanCommandTests {
  private func folder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: url) }
    return try body(url)
  }

  @Test("the scripts are read by their languages, and a longer plan keeps what was filled in")
  func scripts() throws {
    try folder { url in
      let path = url.path
      let first = try ProgramOutput(
        rollcall: ["plan", "--records", "60", "--models", "4", "--out", path, "--format", "csv"])
      #expect(first.code == 0, "\(first.notes)")
      let shell = try ProgramOutput(
        URL(filePath: "/bin/bash"), ["-n", path + "/shadows.slurm"])
      #expect(shell.code == 0 && shell.notes.isEmpty)
      let array = try String(contentsOfFile: path + "/shadows.slurm", encoding: .utf8)
      #expect(array.contains("#SBATCH --array=0-3%16"))
      let script = path + "/train.py"
      let text = try String(contentsOfFile: script, encoding: .utf8)
      #expect(!text.contains("@READER@") && text.contains("plan.csv"))
      try Data("filled in".utf8).write(to: URL(filePath: script))
      let longer = try ProgramOutput(
        rollcall: ["plan", "--records", "60", "--models", "8", "--out", path])
      #expect(longer.code == 0 && longer.notes.contains("train.py is there already and stays"))
      #expect(try String(contentsOfFile: script, encoding: .utf8) == "filled in")
      let other = try ProgramOutput(
        rollcall: ["plan", "--records", "60", "--models", "8", "--seed", "2", "--out", path])
      #expect(other.code == 1 && other.notes.contains("name another folder"))
      let both = try ProgramOutput(rollcall: ["plan", "--out", path])
      #expect(both.code == 64)
    }
  }

  @Test(
    "the loop over the array's numbers ends in a bank, and what is missing is named",
    .enabled(if: python != nil, "needs a Python with scikit-learn"))
  func loop() throws {
    let python = try #require(python)
    try folder { url in
      let path = url.path
      _ = try ProgramOutput(
        rollcall: ["plan", "--records", "60", "--models", "4", "--out", path])
      let make = """
        import numpy as np
        random = np.random.default_rng(1)
        x = random.normal(size=(60, 3))
        np.savez("\(path)/records.npz", x=x, y=(x[:, 0] > 0).astype(int))
        """
      #expect(try ProgramOutput(python, ["-c", make]).code == 0)
      for model in 0..<3 {
        let job = try ProgramOutput(
          URL(filePath: "/usr/bin/env"),
          [
            "PATH=\(python.deletingLastPathComponent().path):/usr/bin:/bin",
            "SLURM_ARRAY_TASK_ID=\(model)", "bash", path + "/shadows.slurm",
          ])
        #expect(job.code == 0, "\(job.notes)")
      }
      let bank = path + "/bank.h5"
      let all = try ProgramOutput(
        rollcall: ["collect", "--plan", path, "--out", bank, "--all"])
      #expect(all.code == 1 && all.notes.contains("3 of 4 models are there"))
      let some = try ProgramOutput(rollcall: ["collect", "--plan", path, "--out", bank])
      #expect(some.code == 0 && some.notes.contains("not there: models 3"))
      #expect(FileManager.default.fileExists(atPath: bank))
    }
  }

  @Test("a model that is asked must be there, and a file's name must say its format")
  func predict() throws {
    try folder { url in
      let file = url.appending(path: "a.yaml")
      let text = """
        name: a
        data: {files: [a.csv], label: y, numeric: [x]}
        target: {format: onnx, path: model.pkl}
        """
      try Data(text.utf8).write(to: file)
      try Data("x,y\n1,a\n2,b\n".utf8).write(to: url.appending(path: "a.csv"))
      try Data([0x80, 4]).write(to: url.appending(path: "model.pkl"))
      let pickle = try ProgramOutput(
        rollcall: ["predict", file.path, "--out", url.path + "/s.h5"])
      #expect(pickle.code == 1 && pickle.notes.contains("is a pickle"))
      #expect(!FileManager.default.fileExists(atPath: url.path + "/s.h5"))
      let name = try ProgramOutput(
        rollcall: ["predict", file.path, "--out", url.path + "/s.txt"])
      #expect(name.code == 1 && name.notes.contains("end the name in one"))
      try Data(text.replacing("onnx", with: "onxx").utf8).write(to: file)
      let unknown = try ProgramOutput(
        rollcall: ["predict", file.path, "--out", url.path + "/s.h5"])
      #expect(unknown.code == 64 && unknown.notes.contains("did you mean 'onnx'"))
    }
  }
}
