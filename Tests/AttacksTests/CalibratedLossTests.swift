import Attacks
import Auditing
import Statistics
import Testing

@Suite("Calibrated loss")
struct CalibratedLossTests {
  @Test("the score is the mean loss of the models without the record, less the target's")
  func small() throws {
    let signals = try SmallOutputs(
      target: [0.25, 2], references: [[1, 9], [3, 1], [50, 2]],
      included: [[false, true], [false, false], [true, false]]
    ).signals(.loss)
    #expect(try attack("calibrated-loss").scores(for: signals) == [1.75, -0.5])
  }

  @Test("only the record itself is compared where there are several queries")
  func queries() throws {
    let signals = try SampleSignals().signals(queries: 2)
    let bank = try SlowBank(signals.audited, .loss)
    let scores = try attack("calibrated-loss").scores(for: signals)
    for (record, score) in scores.enumerated() {
      #expect(isClose(score, mean(bank.sample(record, included: false)) - bank.target[record]))
    }
  }

  @Test("a record that every model saw is refused by its position")
  func neverOut() throws {
    let signals = try SmallOutputs(
      target: [1, 2], references: [[1, 2], [1, 2]], included: [[false, true], [true, true]]
    ).signals(.loss)
    #expect(
      throws: AuditingError(
        "no reference model left out the record at position 1: "
          + "draw each record into half of the models")
    ) { try attack("calibrated-loss").scores(for: signals) }
  }
}
