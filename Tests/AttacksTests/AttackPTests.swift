import Attacks
import Auditing
import Tensors
import Testing

@Suite("Attack P")
struct AttackPTests {
  @Test("the score is the share of the population with a greater loss, and ties count against it")
  func share() throws {
    let population = SmallOutputs(target: [0.5, 1, 1, 3], references: [[0, 0, 0, 0]])
    let signals = try SmallOutputs(
      target: [0.2, 0.5, 0.7, 1, 2, 3, 4], references: [Array(repeating: 0, count: 7)]
    ).signals(.loss, population: population)
    #expect(try attack("attack-p").scores(for: signals) == [1, 0.75, 0.75, 0.25, 0.25, 0, 0])
  }

  @Test(
    "a record is placed rightly in a population of any shape",
    arguments: [
      [0, 0, 0], [1, 1, 1, 1e9], [0, 1e-300], [0.1, 0.2, 0.3, 0.30000000000000004], [7],
    ])
  func shapes(losses: [Double]) throws {
    let records = losses + losses.map { $0.nextUp } + losses.map { $0.nextDown } + [-1, 1e12]
    let signals = try SmallOutputs(
      target: records, references: [records.map { _ in 0 }]
    ).signals(
      .loss, population: SmallOutputs(target: losses, references: [losses.map { _ in 0 }]))
    let expected = records.map { record in
      1 - Double(losses.count { $0 <= record }) / Double(losses.count)
    }
    #expect(try attack("attack-p").scores(for: signals) == expected)
  }

  /// The published rule at each level, with the quantile that is the k-th least loss of n at level k / n.
  @Test("the score exceeds one minus a level where the published rule rejects at it")
  func published() throws {
    let signals = try SampleSignals().signals()
    let population = try #require(signals.population).firstQuery(.loss).sorted()
    let losses = try signals.audited.firstQuery(.loss)
    let scores = try attack("attack-p").scores(for: signals)
    for rank in 1..<population.count {
      let level = Double(rank) / Double(population.count)
      for (loss, score) in zip(losses, scores) {
        // Below the next loss the share of the population at most as great is no more than the level.
        #expect((loss < population[rank]) == (score >= 1 - level - 1e-12))
      }
    }
  }

  @Test("an empty population is refused")
  func empty() throws {
    let population = try Outputs(records: [], target: [.loss: .init(shape: [0, 1], scalars: [])])
    let audited = try SmallOutputs(target: [1], references: [[1]]).outputs(.loss)
    #expect(throws: AuditingError("the population has no records to compare with")) {
      try attack("attack-p").scores(
        for: Signals(audited: audited, population: population, seed: 1))
    }
  }
}
