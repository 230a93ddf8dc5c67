import Attacks
import Auditing
import Statistics
import Tensors
import Testing

/// What all models give is computed once and reduced by the models that are left out, which must show in no score.
@Suite("Banks with models left out")
struct LeftOutModelsTests {
  private static let withReferences = attacks.map { $0.name }.filter { name in
    (try? attack(name))?.requirements.contains {
      if case .references = $0 { true } else { false }
    } ?? true
  }

  @Test(
    "scores are those of a bank that never had the models",
    arguments: withReferences, [[5], [0, 6], [1, 2, 7]])
  func scores(name: String, leftOut: [Int]) throws {
    let sample = SampleSignals()
    let attack = try attack(name)
    let queries = AttackLawTests.queries(name)
    let models = (0..<sample.modelCount).filter { !leftOut.contains($0) }
    let all = try sample.signals(queries: queries)
    let expected = try attack.scores(for: sample.signals(models: models, queries: queries))
    let scores = try attack.scores(for: Self.without(leftOut, all))
    // Three of four models on a side may be gone, whose variances are then differences of small numbers.
    for (first, second) in zip(scores, expected) {
      #expect(abs(first - second) <= AttackLawTests.tolerance * max(1, abs(second)))
    }
  }

  @Test("models that outweigh the others by far leave what a bank without them gives")
  func outliers() throws {
    let inclusion = (0..<6).map { model in (0..<8).map { ($0 + model).isMultiple(of: 2) } }
    var generator = SeededGenerator(seed: 3, label: "outliers")
    var values = (0..<6).map { _ in (0..<8).map { _ in Float(0.1 * generator.normal()) } }
    values[2] = values[2].enumerated().map { $0.offset < 4 ? 1e7 : $0.element }
    let statistics: [(String, OutputStatistic, [[Float]])] = [
      ("lira-online", .scaledConfidence, values), ("lira-online-median", .scaledConfidence, values),
      ("sablayrolles", .loss, values),
      // The left-out model's probability is 1 where the others' underflow together.
      (
        "rmia-ratio", .loss,
        values.enumerated().map { model, row in
          row.map { model == 2 ? 0 : 600 + 50 * Float(model) + abs($0) }
        }
      ),
    ]
    for (name, statistic, rows) in statistics {
      let scores = try [Array(0..<6), [0, 1, 3, 4, 5]].map { models in
        let bank = try SignalBank(
          values: Tensor(shape: [models.count, 8, 1], scalars: models.flatMap { rows[$0] }),
          inclusion: Inclusion(models.map { inclusion[$0] }))
        let target = Tensor(shape: [8, 1], scalars: (0..<8).map { Double($0) / 8 })
        return try attack(name).scores(
          for: Signals(
            audited: Outputs(
              records: Array(0..<8), target: [statistic: target],
              references: [statistic: models.count == 6 ? bank.leavingOut(2) : bank]), seed: 1))
      }
      for (first, second) in zip(scores[0], scores[1]) {
        #expect(abs(first - second) <= 1e-9 * max(1, abs(second)), "\(name)")
      }
    }
  }

  /// The same signals from banks without some models.
  private static func without(_ models: [Int], _ signals: Signals) throws -> Signals {
    func without(_ outputs: Outputs) throws -> Outputs {
      try Outputs(
        records: outputs.records, labels: outputs.labels, target: outputs.target,
        references: outputs.references.mapValues { bank in
          models.reduce(bank) { $0.leavingOut($1) }
        })
    }
    return Signals(
      audited: try without(signals.audited), population: try signals.population.map(without),
      seed: signals.seed, labelled: signals.labelled, features: signals.features)
  }
}
