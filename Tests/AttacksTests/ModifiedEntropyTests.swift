import Attacks
import Auditing
import Testing

@Suite("Modified entropy")
struct ModifiedEntropyTests {
  @Test("each class has the threshold that tells its reference members best, the least of equals")
  func thresholds() throws {
    // Class 0: members 0.1, 0.2, 0.6; others 0.3, 0.5, 0.7. Best at most 0.2, with 2 of 3 and 3 of 3.
    // Class 7: member 2, other 1: at most 1 calls the other one a member, at most 2 calls both, which is better.
    let signals = try SmallOutputs(
      target: [0.05, 0.2, 0.25, 0.5], references: [[0.1, 0.2, 0.3, 2], [0.5, 0.7, 0.6, 1]],
      included: [[true, true, false, true], [false, false, true, false]], labels: [0, 0, 0, 7]
    ).signals(.modifiedEntropy)
    let scores = try attack("modified-entropy").scores(for: signals)
    for (score, expected) in zip(scores, [0.15, 0, -0.05, 1.5]) {
      #expect(isClose(score, expected, tolerance: 1e-6))
    }
  }

  @Test("it agrees with a scan of all observed values", arguments: [1, 2])
  func slow(queries: Int) throws {
    let signals = try SampleSignals().signals(queries: queries)
    let bank = try SlowBank(signals.audited, .modifiedEntropy)
    let labels = try #require(signals.audited.labels)
    let scores = try attack("modified-entropy").scores(for: signals)
    for label in Set(labels) {
      let records = labels.indices.filter { labels[$0] == label }
      let into = records.flatMap { bank.sample($0, included: true) }
      let out = records.flatMap { bank.sample($0, included: false) }
      func accuracy(_ threshold: Double) -> Double {
        Double(into.count { $0 <= threshold }) / Double(into.count)
          + Double(out.count { $0 > threshold }) / Double(out.count)
      }
      let candidates = (into + out).sorted()
      let greatest = candidates.map(accuracy).max() ?? 0
      let threshold = try #require(candidates.first { accuracy($0) >= greatest - 1e-12 })
      for record in records { #expect(isClose(scores[record], threshold - bank.target[record])) }
    }
  }

  @Test("a class of which no model saw a record is refused by its label")
  func neverIn() throws {
    let signals = try SmallOutputs(
      target: [1, 2], references: [[1, 2], [1, 2]], included: [[true, false], [false, false]],
      labels: [3, 5]
    ).signals(.modifiedEntropy)
    let message =
      "no reference model saw a record of class 5: draw each record into half of the models"
    #expect(throws: AuditingError(message)) {
      try attack("modified-entropy").scores(for: signals)
    }
    #expect(throws: AuditingError(message)) { try attack("risk-score").scores(for: signals) }
  }
}
