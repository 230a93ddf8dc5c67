import Attacks
import Auditing
import Foundation
import Testing

@Suite("Risk score")
struct RiskScoreTests {
  /// One class with values 1e-4, 1e-2 and 1: with four bins the edges are the powers of ten between.
  private func signals(_ target: [Double]) throws -> Signals {
    try SmallOutputs(
      target: target, references: [[1e-4, 2e-4, 1], [0.5, 5e-4, 0.3]],
      included: [[true, true, false], [false, true, true]], labels: [0, 0, 0]
    ).signals(.modifiedEntropy)
  }

  @Test("the score is the members' share of the bin, and an empty bin has its nearest neighbour's")
  func bins() throws {
    // Members 1e-4, 2e-4, 5e-4 in bin 0 and 0.3 in bin 3; the others 1 and 0.5 in bin 3. Bins 1 and 2 are empty.
    let risk = (1.0 / 4) / (1.0 / 4 + 1)
    let low = try attack("risk-score", "bins: 4").scores(for: signals([5e-4, 5e-3, 0.05]))
    #expect(zip(low, [1, 1, risk]).allSatisfy { isClose($0, $1) })
    let edges = try attack("risk-score", "bins: 4").scores(for: signals([0, 1e-7, 20]))
    #expect(zip(edges, [1, 1, risk]).allSatisfy { isClose($0, $1) })
  }

  @Test("of two neighbours at the same distance the lower one counts")
  func tie() throws {
    // Three bins of 4/3 of a decade: the middle one, around 1e-2, is empty.
    let scores = try attack("risk-score", "bins: 3").scores(for: signals([0.01, 0.01, 0.01]))
    #expect(scores.allSatisfy { $0 == 1 })
  }

  @Test("values below 1e-10 are raised to it before the bins are drawn")
  func floor() throws {
    let signals = try SmallOutputs(
      target: [1e-20, 1e-4], references: [[0, 1e-30], [1, 1]],
      included: [[true, true], [false, false]], labels: [0, 0]
    ).signals(.modifiedEntropy)
    // Ten decades in two bins: 1e-4 is nearer to 1 than 1e-5.
    #expect(try attack("risk-score", "bins: 2").scores(for: signals) == [1, 0])
  }

  @Test("one value for all is one bin for all")
  func constant() throws {
    let signals = try SmallOutputs(
      target: [0.5, 3], references: [[0.5, 0.5], [0.5, 0.5]],
      included: [[true, true], [false, false]], labels: [0, 0]
    ).signals(.modifiedEntropy)
    #expect(try attack("risk-score").scores(for: signals) == [0.5, 0.5])
  }

  @Test("five bins agree with a slow version that compares with the edges")
  func slow() throws {
    let signals = try SampleSignals().signals()
    let bank = try SlowBank(signals.audited, .modifiedEntropy)
    let labels = try #require(signals.audited.labels)
    let scores = try attack("risk-score").scores(for: signals)
    for label in Set(labels) {
      let records = labels.indices.filter { labels[$0] == label }
      let into = records.flatMap { bank.sample($0, included: true) }
      let out = records.flatMap { bank.sample($0, included: false) }
      let (least, greatest) = ((into + out).min() ?? 0, (into + out).max() ?? 0)
      let inner = (1..<5).map { least * pow(greatest / least, Double($0) / 5) }
      func place(_ value: Double) -> Int { inner.count { $0 <= value } }
      func share(_ sample: [Double], _ bin: Int) -> Double {
        Double(sample.count { place($0) == bin }) / Double(sample.count)
      }
      for record in records {
        let own = place(bank.target[record])
        let bin = try #require(
          [0, -1, 1, -2, 2, -3, 3, -4, 4].map { own + $0 }.first {
            share(into, $0) + share(out, $0) > 0
          })
        #expect(isClose(scores[record], share(into, bin) / (share(into, bin) + share(out, bin))))
      }
    }
  }
}
