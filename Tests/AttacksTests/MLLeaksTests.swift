import Attacks
import Auditing
import Foundation
import Statistics
import Tensors
import Testing

@Suite("ML-Leaks")
struct MLLeaksTests {
  private func area(_ name: String, _ sample: PosteriorSample, _ yaml: String = "") throws -> Double
  {
    let signals = try sample.signals([.logProbabilities, .largestConfidence])
    return areaUnderCurve(try attack(name, yaml).scores(for: signals), sample.isMember)
  }

  @Test("a leak is found by either adversary", arguments: ["ml-leaks-1", "ml-leaks-3"])
  func leak(name: String) throws {
    #expect(try area(name, PosteriorSample(leak: 3)) > 0.75)
  }

  /// As for the other attacks on shadows: 4.5 standard errors of the mean of 20 areas.
  @Test("without a leak the area is a half", arguments: ["ml-leaks-1", "ml-leaks-3"])
  func null(name: String) throws {
    let areas = try (0..<20).map { try area(name, PosteriorSample(seed: UInt64(200 + $0))) }
    #expect(abs(mean(areas) - 0.5) < 4.5 * 0.0065)
  }

  @Test("a shadow of the population teaches too")
  func population() throws {
    let sample = PosteriorSample(leak: 3, learnsFromPopulation: true)
    #expect(try area("ml-leaks-1", sample, "learnOn: population") > 0.75)
  }

  @Test("one shadow alone is used, and the seed says which")
  func oneShadow() throws {
    let signals = try PosteriorSample(recordCount: 60, leak: 2).signals([.logProbabilities])
    let bank = try signals.audited.bank(.logProbabilities)
    func scores(_ bank: SignalBank, seed: UInt64) throws -> [Double] {
      try attack("ml-leaks-1").scores(
        for: Signals(
          audited: Outputs(
            records: signals.audited.records, target: signals.audited.target,
            references: [.logProbabilities: bank]), seed: seed))
    }
    let all = try (0..<8).map { seed in try scores(bank, seed: UInt64(seed)) }
    let alone = try bank.models.map { model in
      try scores(
        bank.selecting(models: [model], records: Array(0..<bank.recordCount)), seed: 0)
    }
    #expect(all.allSatisfy { alone.contains($0) })
    #expect(all.contains { $0 != all[0] })
  }

  @Test("scores are those of a regression on the three largest probabilities, fitted the slow way")
  func slow() throws {
    let sample = PosteriorSample(recordCount: 200, modelCount: 1, classCount: 5, leak: 1)
    let signals = try sample.signals([.logProbabilities])
    let bank = try signals.audited.bank(.logProbabilities)
    func features(_ values: some Sequence<Double>) -> [Double] {
      let largest = values.sorted().suffix(3).reversed()
      return largest.map { exp($0) } + largest
    }
    let values = try bank.values(ofModel: 0).map { Double($0) }
    let model = try SlowMembershipClassifier(
      (0..<200).map { features(values[$0 * 5..<($0 + 1) * 5]) }, Array(bank.inclusion.row(0)))
    let target = try signals.audited.values(.logProbabilities)
    for (record, score) in try attack("ml-leaks-1").scores(for: signals).enumerated() {
      let expected = model.score(features(target.row(record)))
      #expect(abs(score - expected) < 1e-6 * max(1, abs(expected)))
    }
  }

  @Test("two classes have two probabilities, and no third is made up")
  func twoClasses() throws {
    #expect(try area("ml-leaks-1", PosteriorSample(classCount: 2, leak: 3)) > 0.75)
  }

  @Test("the score without a shadow is the log odds of the largest probability, as it is")
  func identity() throws {
    let signals = Signals(
      audited: try Outputs(
        records: [0, 1],
        target: [.largestConfidence: Tensor(shape: [2, 2], scalars: [2.5, 9, -0.5, 9])]), seed: 1)
    #expect(try attack("ml-leaks-3").scores(for: signals) == [2.5, -0.5])
  }
}
