import Auditing
import Foundation
import Pipelines
import Results
import Statistics
import Testing

@Suite("Audit of given numbers")
struct ScoreAuditTests {
  /// Arrays in a folder of its own, removed with the value's owner.
  private final class Files {
    let folder: URL
    static let (models, records) = (12, 60)

    init() throws {
      folder = FileManager.default.temporaryDirectory
        .appending(path: "rollcall-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      var generator = SeededGenerator(seed: 6, label: "given numbers")
      let (models, records) = (Self.models, Self.records)
      let seen = (0..<models).flatMap { _ in (0..<records).map { _ in generator.bernoulli(0.5) } }
      let hard = (0..<records).map { _ in generator.normal() }
      let bank = seen.enumerated().map { place, seen in
        Float(hard[place % records] + (seen ? 2 : 0) + 0.4 * generator.normal())
      }
      try write("keep", seen, [models, records])
      try write("first", Array(seen.prefix(records)), [records])
      try write("bank", bank, [models, records])
      try write("target", Array(bank.prefix(records)), [records])
      try write("others", Array(bank.dropFirst(records)), [models - 1, records])
      try write("keep-others", Array(seen.dropFirst(records)), [models - 1, records])
      try write("losses", bank.prefix(records).map { log1p(exp(-$0)) }, [records])
      try write("sex", (0..<records).map { Float($0 % 2) }, [records])
      try write("logits", bank.prefix(records).flatMap { [$0, 0, -3] }, [records, 3])
      try write("labels", [Float](repeating: 0, count: records), [records])
      try write("short", [Float](repeating: 0, count: 59), [59])
      try write("few", (0..<records).map { $0 < 57 }, [records])
      var lines = ["id,odds,member,sex,class,yes,no"]
      for record in 0..<records {
        let odds = Double(bank[record])
        let p = 1 / (1 + exp(-odds))
        lines.append(
          "\(record),\(odds),\(seen[record] ? "in" : "OUT"),\("fm".dropFirst(record % 2).prefix(1)),0,\(p),\(1 - p)"
        )
      }
      try Data(lines.joined(separator: "\n").utf8)
        .write(to: folder.appending(path: "table.csv"))
      try write("broken", (0..<records).map { $0 == 7 ? Float.nan : 1 }, [records])
    }

    /// Writes the bank as a folder for each model, with an older file beside the one that counts.
    func writeFolders() throws {
      var generator = SeededGenerator(seed: 6, label: "given numbers")
      let (models, records) = (Self.models, Self.records)
      let seen = (0..<models).flatMap { _ in (0..<records).map { _ in generator.bernoulli(0.5) } }
      let hard = (0..<records).map { _ in generator.normal() }
      let bank = seen.enumerated().map { place, seen in
        Float(hard[place % records] + (seen ? 2 : 0) + 0.4 * generator.normal())
      }
      for model in 0..<models {
        let name = "runs/experiment-\(10 + model)"
        for part in ["scores", "logits"] {
          try FileManager.default.createDirectory(
            at: folder.appending(path: "\(name)/\(part)"), withIntermediateDirectories: true)
        }
        let rows = model * records..<(model + 1) * records
        try write("\(name)/keep", Array(seen[rows]), [records])
        try write("\(name)/scores/0010", Array(repeating: Float(0), count: records), [records])
        try write("\(name)/scores/0100", Array(bank[rows]), [records])
        try write(
          "\(name)/logits/0100", bank[rows].flatMap { [$0, 0, -3] }, [records, 1, 1, 3])
      }
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func write(_ name: String, _ values: [Float], _ shape: [Int]) throws {
      try write(
        name, "<f4",
        values.flatMap { value in
          (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt32($0))) }
        }, shape)
    }

    func write(_ name: String, _ values: [Bool], _ shape: [Int]) throws {
      try write(name, "|b1", values.map { $0 ? 1 : 0 }, shape)
    }

    private func write(_ name: String, _ type: String, _ data: [UInt8], _ shape: [Int]) throws {
      let extents = shape.map { "\($0)," }.joined(separator: " ")
      var header = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(extents)), }"
      header += String(repeating: " ", count: 117 - header.count) + "\n"
      let magic: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0]
      try Data(magic + Array(header.utf8) + data)
        .write(to: folder.appending(path: "\(name).npy"))
    }
  }

  private func run(
    _ files: Files, _ target: String, bankMemory: Int = 1 << 30
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
    let files = try Files()
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
    #expect(try scores(one, "lira-online")[0].count == Files.records)
  }

  @Test("a bank that goes to files gives the same scores")
  func spilled() async throws {
    let files = try Files()
    let target = "values: bank.npy, keep: keep.npy, kind: scaled-confidence, targets: 3"
    let memory = try await run(files, target).run
    let disk = try await run(files, target, bankMemory: 0).run
    #expect(memory.stages == disk.stages)
    #expect(memory.population.isMember.count == 3 && memory.population.inclusion.count == 9)
  }

  @Test("logits, losses and log odds of one model give the same loss attack")
  func kinds() async throws {
    let files = try Files()
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
    let files = try Files()
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
    let files = try Files()
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
    let files = try Files()
    let bank = try await run(files, "values: bank.npy, keep: keep.npy, kind: scaled-confidence").run
    try files.writeFolders()
    let folders = try await run(
      files, "directory: runs, values: scores, kind: scaled-confidence"
    ).run
    #expect(folders.stages == bank.stages && folders.setup.inputs.count == 2 + 2 * Files.models)
    let classes = try await run(
      files, "directory: runs, values: logits, kind: logits, labels: labels.npy"
    ).run
    #expect(try scores(classes, "shokri")[0].count == Files.records)
    let error = await #expect(throws: PipelinesError.self) {
      try await run(files, "directory: runs, values: losses")
    }
    #expect(error?.description.contains("no .npy file in 'losses'") == true)
  }

  @Test("groups are measured on their own")
  func groups() async throws {
    let run = try await run(
      Files(), "values: target.npy, membership: first.npy, groups: {sex: sex.npy}"
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
    let files = try Files()
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
