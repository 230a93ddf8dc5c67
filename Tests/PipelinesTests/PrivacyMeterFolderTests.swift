import Foundation
import Pipelines
import Results
import Statistics
import Testing

@Suite("Privacy Meter's folders")
struct PrivacyMeterFolderTests {
  private static let (models, records, population) = (12, 60, 40)

  /// The bank of the other tests as Privacy Meter writes it: probabilities of the label, records x models.
  private func files(columns: Int = models) throws -> ScoreFiles {
    let files = try ScoreFiles()
    for folder in ["run/models", "run/signals"] {
      try FileManager.default.createDirectory(
        at: files.folder.appending(path: folder), withIntermediateDirectories: true)
    }
    let bank = ScoreFiles.bank()
    try files.write("run/models/memberships", bank.seen, [Self.models, Self.records])
    let signals = (0..<Self.records).flatMap { record in
      (0..<columns).map { 1 / (1 + exp(-bank.values[$0 * Self.records + record])) }
    }
    try files.write("run/signals/rmia_signals", signals, [Self.records, columns])
    var generator = SeededGenerator(seed: 2, label: "population")
    let others = (0..<Self.population * columns).map { _ in
      Float(1 / (1 + exp(-generator.normal())))
    }
    try files.write("run/signals/rmia_signals_pop", others, [Self.population, columns])
    return files
  }

  private static let target = "directory: run, values: rmia_signals, kind: label-probability"

  @Test(
    "it gives what the same log odds in one array give, and RMIA with its population beside that")
  func same() async throws {
    let files = try files()
    let meter = try await files.audit(Self.target).run
    let array = try await files.audit("values: bank.npy, keep: keep.npy, kind: scaled-confidence")
      .run
    #expect(meter.population.isMember == array.population.isMember)
    #expect(meter.population.inclusion == array.population.inclusion)
    #expect(meter.population.populationCount == Self.population)
    for attack in ["m-loss", "lira-online", "attack-r", "rmia-ratio"] {
      let pairs = zip(try meter.scores(attack).values[0], try array.scores(attack).values[0])
      #expect(pairs.allSatisfy { abs($0 - $1) < 1e-3 * max(1, abs($1)) }, "\(attack)")
    }
    for attack in ["rmia-offline", "rmia-online", "attack-p"] {
      let own = try meter.scores(attack)
      #expect(own.values[0].count == Self.records, "\(own.reason)")
      #expect(own.pValues[0].allSatisfy { $0 >= 1 / Double(Self.population + 1) && $0 <= 1 })
    }
    #expect(try array.scores("rmia-offline").values.isEmpty)
  }

  @Test("a bank that is read a few models at a time and goes to files gives the same")
  func spilled() async throws {
    let run = try await files().expectSameWhenSpilled(
      "\(Self.target), targets: 3", bankMemory: 1000)
    #expect(run.population.isMember.count == 3)
  }

  @Test("models without a column are not there, since the program takes as many as it is asked for")
  func fewer() async throws {
    let run = try await files(columns: 9).audit(Self.target).run
    #expect(run.population.inclusion.count == 8)
  }

  @Test(
    "a probability of 1 or 0 has the most extreme log odds that single precision tells",
    arguments: [(Float(1), 17.3), (0, -87.3)])
  func saturated(probability: Float, odds: Double) async throws {
    let files = try files()
    var values = Array(repeating: Float(0.5), count: Self.records)
    values[3] = probability
    try files.write("probabilities", values, [Self.records])
    let run = try await files.audit(
      "values: probabilities.npy, membership: first.npy, kind: label-probability"
    ).run
    let scores = try run.scores("confidence")
    #expect(abs(scores.values[0][3] - odds) < 0.1)
  }

  private typealias Change = @Sendable (ScoreFiles) throws -> Void
  private static let refusals: [(Change, String, String)] = [
    (
      { _ in }, "directory: run, values: loss_signals",
      "no 'signals/loss_signals.npy'; say in 'values' which of its files it is: rmia_signals.npy, "
        + "rmia_signals_pop.npy"
    ),
    (
      { _ in }, "directory: run, values: rmia_signals, kind: logits, labels: labels.npy",
      "Privacy Meter's signals are one number of each record and model; say kind: label-probability"
    ),
    (
      { _ in }, "\(target), population: few.npy",
      "Privacy Meter's folders hold the population in files that end in '_pop'; leave 'population' and "
        + "'populationValues' out"
    ),
    (
      {
        try $0.write(
          "run/signals/rmia_signals", Array(repeating: Float(0.5), count: 59 * 12), [59, 12])
      },
      target,
      "has 59 records where 'models/memberships.npy' has 60; an audit of some records or of ranges does not say "
        + "which they are, so compute the signals of all records"
    ),
    (
      {
        try $0.write(
          "run/signals/rmia_signals", Array(repeating: Float(0.5), count: 60 * 13), [60, 13])
      },
      target,
      "has 13 models where 'models/memberships.npy' has 12; at least 2 models and no more than memberships are needed"
    ),
    (
      { try $0.write("run/signals/rmia_signals", [Float](), [60, 0]) }, target,
      "rmia_signals.npy: has the shape [60, 0], whose rows hold nothing; check what was saved"
    ),
    (
      { try $0.write("run/models/memberships", [Bool](), [12, 0]) }, target,
      "memberships.npy: has the shape [12, 0], whose rows hold nothing; check what was saved"
    ),
    (
      {
        try $0.write(
          "run/signals/rmia_signals_pop", Array(repeating: Float(0.5), count: 40), [40, 1])
      },
      target,
      "the signals on the population are of 1 models and those on the records of 12; compute both anew"
    ),
    (
      {
        try $0.write("run/signals/rmia_signals_pop", Array(repeating: Float(0.5), count: 40), [40])
      },
      target, "rmia_signals_pop.npy has shape [40]; Privacy Meter's are records x models"
    ),
    (
      {
        try $0.write(
          "run/signals/rmia_signals", Array(repeating: Float(1.5), count: 60 * 12), [60, 12])
      },
      target,
      "model 0: the label probability of record 0 is not within 0 and 1; are they losses? Then say kind: loss"
    ),
    (
      {
        try Data("\u{93}NUMPY".utf8).write(
          to: $0.folder.appending(path: "run/signals/rmia_signals.npy"))
      },
      target, ""
    ),
  ]

  @Test("what contradicts itself is refused in one line", arguments: refusals.indices)
  func refused(number: Int) async throws {
    let (change, target, message) = Self.refusals[number]
    let files = try files()
    try change(files)
    let line = try await files.refusal(of: target)
    #expect(line.hasSuffix(message), "\(line)")
  }
}
