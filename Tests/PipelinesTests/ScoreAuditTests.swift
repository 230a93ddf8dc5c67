import Auditing
import Foundation
import Pipelines
import Results
import Statistics
import Testing

@Suite("Audit of given numbers")
struct ScoreAuditTests {
  private func run(
    _ files: ScoreFiles, _ target: String, bankMemory: Int = 1 << 30
  ) async throws -> (run: Run, notes: [String]) {
    let text = "name: given\ntarget: {\(target)}\n"
    let experiment = try ScoreExperiment(
      Experiment.File(name: "test", text: text), folder: files.folder.path)
    var notes: [String] = []
    let run = try await ScoreAudit(experiment, threads: 2, bankMemory: bankMemory) {
      if case .note(let text) = $0 { notes.append(text) }
    }.run(tool: "test")
    return (run, notes)
  }

  private func scores(_ run: Run, _ attack: String) throws -> [[Double]] {
    try #require(run.stages[0].scores.first { $0.attack == attack }).values
  }

  @Test("a bank in one array and the same as target and references give the same scores")
  func layouts() async throws {
    let files = try ScoreFiles()
    let one = try await run(
      files, "values: bank.npy, keep: keep.npy, kind: scaled-confidence"
    ).run
    let two = try await run(
      files,
      "values: target.npy, membership: first.npy, references: others.npy, keep: keep-others.npy, "
        + "kind: scaled-confidence"
    ).run
    #expect(one.stages == two.stages)
    #expect(one.population.isMember == two.population.isMember)
    #expect(try scores(one, "lira-online")[0].count == ScoreFiles.records)
  }

  @Test("a bank that goes to files gives the same scores")
  func spilled() async throws {
    let files = try ScoreFiles()
    let target = "values: bank.npy, keep: keep.npy, kind: scaled-confidence, targets: 3"
    let memory = try await run(files, target).run
    let disk = try await run(files, target, bankMemory: 0).run
    #expect(memory.stages == disk.stages)
    #expect(memory.population.isMember.count == 3 && memory.population.inclusion.count == 9)
  }

  @Test("logits, losses and log odds of one model give the same loss attack")
  func kinds() async throws {
    let files = try ScoreFiles()
    let membership = "membership: first.npy"
    let odds = try await run(files, "values: target.npy, kind: scaled-confidence, \(membership)")
    let losses = try await run(files, "values: losses.npy, kind: loss, \(membership)")
    for (first, second) in zip(
      try scores(odds.run, "m-loss")[0], try scores(losses.run, "m-loss")[0])
    {
      #expect(abs(first - second) < 1e-6)
    }
    let logits = try await run(
      files, "values: logits.npy, kind: logits, labels: labels.npy, \(membership)"
    ).run
    let confidence = try scores(logits, "confidence")[0]
    let expected = try scores(odds.run, "confidence")[0].map { odds in
      // Against classes with scores 0 and -3.
      odds - Foundation.log(1 + Foundation.exp(-3.0))
    }
    #expect(zip(confidence, expected).allSatisfy { abs($0 - $1) < 1e-5 })
    #expect(logits.measurements.contains { $0.reading.metric == "train-accuracy" })
    #expect(!odds.run.measurements.contains { $0.reading.metric == "train-accuracy" })
    #expect(odds.notes.contains { $0.hasPrefix("no reference models were given") })
  }

  @Test("a score counts as it stands, or turned round where members have the lower ones")
  func direction() async throws {
    let files = try ScoreFiles()
    let high = try await run(files, "values: target.npy, membership: first.npy").run
    let low = try await run(
      files, "values: target.npy, membership: first.npy, higherIsMember: false"
    ).run
    #expect(try scores(high, "given-score")[0] == scores(low, "given-score")[0].map { -$0 })
    func area(_ run: Run) -> Double {
      run.measurements.first { $0.attack == "given-score" && $0.reading.metric == "auc" }?.reading
        .value ?? .nan
    }
    #expect(abs(area(high) + area(low) - 1) < 1e-12 && area(high) > 0.8)
  }

  @Test("columns of a CSV file give what the same arrays give")
  func table() async throws {
    let files = try ScoreFiles()
    let arrays = try await run(files, "values: target.npy, membership: first.npy").run
    let table = try await run(
      files, "table: table.csv, values: odds, membership: member, groups: {sex: sex}"
    ).run
    #expect(table.population.isMember == arrays.population.isMember)
    let pairs = zip(try scores(table, "given-score")[0], try scores(arrays, "given-score")[0])
    #expect(pairs.allSatisfy { abs($0 - $1) < 1e-6 })
    #expect(Set(table.measurements.map(\.group)) == ["all", "sex=f", "sex=m"])
    let classes = try await run(
      files,
      "table: table.csv, values: [yes, no], kind: probabilities, labels: class, membership: member"
    ).run
    let odds = zip(try scores(classes, "confidence")[0], try scores(arrays, "given-score")[0])
    #expect(odds.allSatisfy { abs($0 - $1) < 1e-4 })
  }

  @Test("a folder of model folders gives what one array gives, with class scores as well")
  func directory() async throws {
    let files = try ScoreFiles()
    let bank = try await run(files, "values: bank.npy, keep: keep.npy, kind: scaled-confidence").run
    try files.writeFolders()
    let folders = try await run(
      files, "directory: runs, values: scores, kind: scaled-confidence"
    ).run
    #expect(
      folders.stages == bank.stages && folders.setup.inputs.count == 2 + 2 * ScoreFiles.models)
    let classes = try await run(
      files, "directory: runs, values: logits, kind: logits, labels: labels.npy"
    ).run
    #expect(try scores(classes, "shokri")[0].count == ScoreFiles.records)
    let error = await #expect(throws: PipelinesError.self) {
      try await run(files, "directory: runs, values: losses")
    }
    #expect(error?.description.contains("no .npy file in 'losses'") == true)
  }

  @Test("groups are measured on their own")
  func groups() async throws {
    let run = try await run(
      ScoreFiles(), "values: target.npy, membership: first.npy, groups: {sex: sex.npy}"
    ).run
    #expect(Set(run.measurements.map(\.group)) == ["all", "sex=0", "sex=1"])
  }

  @Test(
    "what does not fit is refused in one line",
    arguments: [
      (
        "values: short.npy, membership: first.npy",
        "short.npy has shape [59], which does not fit 60 records"
      ),
      (
        "values: target.npy, membership: few.npy",
        "3 non-members of 60 records: at least 10 are needed"
      ),
      (
        "values: broken.npy, membership: first.npy",
        "broken.npy: record 7 has a value that is not finite; leave the record out or mend it"
      ),
      (
        "values: bank.npy, keep: keep.npy, membership: few.npy",
        "'keep' contradicts 'membership': model 0, record 0; correct one of them"
      ),
      (
        "values: target.npy, membership: target.npy",
        "target.npy: holds a number in row 0 that is not an integer of 64 bits; check what was saved"
      ),
      (
        "values: logits.npy, kind: probabilities, labels: labels.npy, membership: first.npy",
        "logits.npy: the probabilities of record 0 do not add up to 1; are they logits? Then say kind: logits"
      ),
      (
        "values: target.npy, kind: loss, membership: first.npy",
        "is negative; say kind: score"
      ),
      (
        "table: table.csv, values: odd, membership: member",
        "table.csv has no column 'odd'; it has 'id', 'odds', 'member', 'sex', 'class', 'yes', 'no'"
      ),
      (
        "table: table.csv, values: odds, membership: id",
        "the membership column holds a value that is neither 1, true, yes, member or in nor 0, false, no, non-member or out"
      ),
    ])
  func refused(target: String, message: String) async throws {
    let files = try ScoreFiles()
    do {
      _ = try await run(files, target)
      Issue.record("nothing was refused")
    } catch {
      let line = "\(error)"
      #expect(
        line.hasSuffix(message) || target.contains("keep") && line.contains("contradicts"),
        "\(line)")
      #expect(!line.contains("\n"))
    }
  }
}
