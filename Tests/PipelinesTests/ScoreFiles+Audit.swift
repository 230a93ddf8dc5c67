import Auditing
import Foundation
import Pipelines
import Results
import Testing

extension ScoreFiles {
  /// Audits the numbers that a target names, and gives what was noted on the way.
  func audit(
    _ target: String, suite: String? = nil, bankMemory: Int = 1 << 30
  ) async throws -> (run: Run, notes: [String]) {
    let text = "name: given\ntarget: {\(target)}\n" + (suite.map { "suite: \($0)\n" } ?? "")
    let experiment = try ScoreExperiment(
      Experiment.File(name: "test", text: text), folder: folder.path)
    var notes: [String] = []
    let run = try await ScoreAudit(experiment, threads: 2, bankMemory: bankMemory) {
      if case .note(let text) = $0 { notes.append(text) }
    }.run(tool: "test")
    return (run, notes)
  }

  /// The line with which the audit of a target is refused.
  func refusal(of target: String) async throws -> String {
    do {
      _ = try await audit(target)
    } catch {
      let line = "\(error)"
      #expect(!line.contains("\n"))
      return line
    }
    Issue.record("nothing was refused")
    return ""
  }

  /// Asks whether a bank that goes to files gives the scores of one in memory; gives the run.
  @discardableResult
  func expectSameWhenSpilled(_ target: String, bankMemory: Int = 0) async throws -> Run {
    let memory = try await audit(target).run
    let disk = try await audit(target, bankMemory: bankMemory).run
    #expect(memory.stages == disk.stages)
    return memory
  }
}

extension Run {
  /// What an attack gave after the only stage.
  func scores(_ attack: String) throws -> StageScores {
    try #require(stages[0].scores.first { $0.attack == attack })
  }
}
