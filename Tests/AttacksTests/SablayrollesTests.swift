import Attacks
import Auditing
import Statistics
import Testing

@Suite("Sablayrolles")
struct SablayrollesTests {
  @Test("the score is 0 in the middle of the two mean losses, however many models are on each side")
  func middle() throws {
    let signals = try SmallOutputs(
      target: [2, 2.5], references: [[1, 1], [3, 1], [3, 1], [3, 4]],
      included: [[true, true], [false, true], [false, true], [false, false]]
    ).signals(.loss)
    #expect(try attack("sablayrolles").scores(for: signals) == [0, 0])
  }

  @Test("it agrees with a slow version")
  func slow() throws {
    let signals = try SampleSignals().signals()
    let bank = try SlowBank(signals.audited, .loss)
    for (record, score) in try attack("sablayrolles").scores(for: signals).enumerated() {
      let middle =
        (mean(bank.sample(record, included: true)) + mean(bank.sample(record, included: false))) / 2
      #expect(isClose(score, middle - bank.target[record]))
    }
  }

  @Test("a record that no model saw is refused by its position")
  func neverIn() throws {
    let signals = try SmallOutputs(
      target: [1, 2], references: [[1, 2], [1, 2]], included: [[true, false], [false, false]]
    ).signals(.loss)
    #expect(
      throws: AuditingError(
        "no reference model saw the record at position 1: draw each record into half of the models")
    ) { try attack("sablayrolles").scores(for: signals) }
  }
}
