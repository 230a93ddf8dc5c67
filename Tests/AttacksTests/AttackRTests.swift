import Attacks
import Auditing
import Statistics
import Testing

@Suite("Attack R")
struct AttackRTests {
  private let small = SmallOutputs(
    target: [1, 2, 0.5], references: [[1.5, 2, 0.1], [2.5, 3, 0.2], [0.5, 1, 9], [9, 9, 0.3]],
    included: [
      [false, false, false], [false, false, false], [false, false, true], [true, true, false],
    ])

  @Test("the score is the share of the models without the record that have a greater loss")
  func share() throws {
    let scores = try attack("attack-r").scores(for: small.signals(.loss))
    #expect(scores == [2.0 / 3, 1.0 / 3, 0])
  }

  @Test("the Gaussian form is minus the z-score with the population deviation")
  func gaussian() throws {
    let scores = try attack("attack-r-gaussian").scores(for: small.signals(.loss))
    // Losses 1.5, 2.5 and 0.5: mean 1.5, variance 2/3.
    #expect(isClose(scores[0], 0.5 / (2.0 / 3).squareRoot()))
  }

  @Test("both agree with slow versions on the first of several queries")
  func slow() throws {
    let signals = try SampleSignals().signals(queries: 2)
    let bank = try SlowBank(signals.audited, .loss)
    let shares = try attack("attack-r").scores(for: signals)
    let gaussian = try attack("attack-r-gaussian").scores(for: signals)
    for record in shares.indices {
      let (out, loss) = (bank.sample(record, included: false), bank.target[record])
      #expect(shares[record] == Double(out.count { $0 > loss }) / Double(out.count))
      let z = (mean(out) - loss) / populationVariance(out).squareRoot()
      #expect(isClose(gaussian[record], z))
    }
  }

  @Test(
    "a record that every model saw is refused by its position",
    arguments: ["attack-r", "attack-r-gaussian"])
  func neverOut(name: String) throws {
    let signals = try SmallOutputs(
      target: [1, 2], references: [[1, 2], [1, 2]], included: [[false, true], [true, true]]
    ).signals(.loss)
    #expect(
      throws: AuditingError(
        "no reference model left out the record at position 1: "
          + "draw each record into half of the models")
    ) { try attack(name).scores(for: signals) }
  }
}
