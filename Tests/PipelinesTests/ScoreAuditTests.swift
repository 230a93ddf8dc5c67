import Auditing
import Foundation
import Pipelines
import Results
import Statistics
import Testing

@Suite("Audit of given numbers")
struct ScoreAuditTests {
  @Test("a bank in one array and the same as target and references give the same scores")
  func layouts() async throws {
    let files = try ScoreFiles()
    let one = try await files.audit(
      "values: bank.npy, keep: keep.npy, kind: scaled-confidence"
    ).run
    let two = try await files.audit(
      "values: target.npy, membership: first.npy, references: others.npy, keep: keep-others.npy, "
        + "kind: scaled-confidence"
    ).run
    #expect(one.stages == two.stages)
    #expect(one.population.isMember == two.population.isMember)
    #expect(try one.scores("lira-online").values[0].count == ScoreFiles.records)
  }

  @Test("a bank that goes to files gives the same scores")
  func spilled() async throws {
    let files = try ScoreFiles()
    let run = try await files.expectSameWhenSpilled(
      "values: bank.npy, keep: keep.npy, kind: scaled-confidence, targets: 3")
    #expect(run.population.isMember.count == 3 && run.population.inclusion.count == 9)
  }

  @Test("logits, losses and log odds of one model give the same loss attack")
  func kinds() async throws {
    let files = try ScoreFiles()
    let membership = "membership: first.npy"
    let odds = try await files.audit("values: target.npy, kind: scaled-confidence, \(membership)")
    let losses = try await files.audit("values: losses.npy, kind: loss, \(membership)")
    for (first, second) in zip(
      try odds.run.scores("m-loss").values[0], try losses.run.scores("m-loss").values[0])
    {
      #expect(abs(first - second) < 1e-6)
    }
    let logits = try await files.audit(
      "values: logits.npy, kind: logits, labels: labels.npy, \(membership)"
    ).run
    let confidence = try logits.scores("confidence").values[0]
    let expected = try odds.run.scores("confidence").values[0].map { odds in
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
    let high = try await files.audit("values: target.npy, membership: first.npy").run
    let low = try await files.audit(
      "values: target.npy, membership: first.npy, higherIsMember: false"
    ).run
    #expect(
      try high.scores("given-score").values[0] == low.scores("given-score").values[0].map { -$0 })
    func area(_ run: Run) -> Double {
      run.measurements.first { $0.attack == "given-score" && $0.reading.metric == "auc" }?.reading
        .value ?? .nan
    }
    #expect(abs(area(high) + area(low) - 1) < 1e-12 && area(high) > 0.8)
  }

  /// In single precision all of them are 1.
  @Test("scores that differ in double precision only stay apart")
  func precision() async throws {
    let files = try ScoreFiles()
    let scores = (0..<ScoreFiles.records).map { 1 - Double($0) * 1e-12 }
    try files.write("fine", scores, [ScoreFiles.records])
    let given = try await files.audit("values: fine.npy, membership: first.npy").run
    #expect(try given.scores("given-score").values[0] == scores)
    let odds = try await files.audit(
      "values: fine.npy, kind: label-probability, membership: first.npy"
    ).run.scores("confidence").values[0]
    for (record, value) in odds.enumerated().dropFirst() {
      #expect(abs(value - Foundation.log(scores[record] / (1 - scores[record]))) < 1e-9)
    }
    #expect(abs(odds[0] - 54 * Foundation.log(2)) < 1e-9)
  }

  @Test("columns of a CSV file give what the same arrays give")
  func table() async throws {
    let files = try ScoreFiles()
    let arrays = try await files.audit("values: target.npy, membership: first.npy").run
    let table = try await files.audit(
      "table: table.csv, values: odds, membership: member, groups: {sex: sex}"
    ).run
    #expect(table.population.isMember == arrays.population.isMember)
    let pairs = zip(
      try table.scores("given-score").values[0], try arrays.scores("given-score").values[0])
    #expect(pairs.allSatisfy { abs($0 - $1) < 1e-6 })
    #expect(Set(table.measurements.map(\.group)) == ["all", "sex=f", "sex=m"])
    let classes = try await files.audit(
      "table: table.csv, values: [yes, no], kind: probabilities, labels: class, membership: member"
    ).run
    let odds = zip(
      try classes.scores("confidence").values[0], try arrays.scores("given-score").values[0])
    #expect(odds.allSatisfy { abs($0 - $1) < 1e-4 })
  }

  /// The older file of each model is `9.npy`, and the first models are `experiment-8` and `experiment-9`.
  @Test("a folder of model folders gives what one array gives, with class scores as well")
  func directory() async throws {
    let files = try ScoreFiles()
    let bank = try await files.audit("values: bank.npy, keep: keep.npy, kind: scaled-confidence")
      .run
    try files.writeFolders()
    let folders = try await files.audit(
      "directory: runs, values: scores, kind: scaled-confidence"
    ).run
    #expect(
      folders.stages == bank.stages && folders.setup.inputs.count == 2 + 2 * ScoreFiles.models)
    let classes = try await files.audit(
      "directory: runs, values: logits, kind: logits, labels: labels.npy"
    ).run
    #expect(try classes.scores("shokri").values[0].count == ScoreFiles.records)
    let error = await #expect(throws: PipelinesError.self) {
      try await files.audit("directory: runs, values: losses")
    }
    #expect(error?.description.contains("no .npy file in 'losses'") == true)
  }

  /// Models that saw a record are 2 above those that did not, records differ by 1: some five decisions in six are right.
  @Test("primary attacks tell how they decided on each record over shadows attacked in turn")
  func decisions() async throws {
    let run = try await ScoreFiles().audit(
      "values: bank.npy, keep: keep.npy, kind: scaled-confidence"
    )
    .run
    let decisions = try #require(try run.scores("m-loss").decisions)
    #expect(decisions.models == ScoreFiles.models - 1)
    let keep = ScoreFiles.bank().seen
    for record in 0..<ScoreFiles.records {
      let seen = (1..<ScoreFiles.models).count { keep[$0 * ScoreFiles.records + record] }
      #expect(decisions.included[record] == seen && decisions.found[record] <= seen)
      #expect(decisions.accused[record] <= decisions.models - seen)
    }
    let missed = zip(decisions.included, decisions.found).reduce(0) { $0 + $1.0 - $1.1 }
    let wrong = missed + decisions.accused.reduce(0, +)
    #expect(wrong * 4 < decisions.models * ScoreFiles.records)
    #expect(try run.scores("confidence").decisions == nil)
  }

  @Test("groups are measured on their own")
  func groups() async throws {
    let run = try await ScoreFiles().audit(
      "values: target.npy, membership: first.npy, groups: {sex: sex.npy}"
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
    let line = try await ScoreFiles().refusal(of: target)
    #expect(
      line.hasSuffix(message) || target.contains("keep") && line.contains("contradicts"), "\(line)")
  }
}
