import Attacks
import Auditing
import Foundation
import Statistics
import Tensors
import Testing

@Suite("Shokri")
struct ShokriTests {
  static let names = ["shokri", "shokri-sorted"]

  private func area(_ name: String, _ sample: PosteriorSample, _ yaml: String = "") throws -> Double
  {
    let scores = try attack(name, yaml).scores(for: sample.signals([.logProbabilities]))
    return areaUnderCurve(scores, sample.isMember)
  }

  @Test("a leak into the label's probability is found", arguments: names)
  func leak(name: String) throws {
    #expect(try area(name, PosteriorSample(leak: 2)) > 0.8)
  }

  /// The label's own probability falls on members here, so that a threshold on it is worse than a coin.
  @Test("a leak into another class's probability is found, with the sign that shadows show")
  func sideLeak() throws {
    #expect(try area("shokri", PosteriorSample(sideLeak: 2)) > 0.8)
  }

  /// The standard error of one area of 200 and 200 records is 0.029, of the mean of 20 independent ones 0.0065: beyond 4.5 of
  /// them by chance with probability below 1e-5.
  @Test("without a leak the area is a half", arguments: names)
  func null(name: String) throws {
    let areas = try (0..<20).map {
      try area(name, PosteriorSample(seed: UInt64(100 + $0)))
    }
    #expect(abs(mean(areas) - 0.5) < 4.5 * 0.0065)
  }

  @Test("shadows of the population teach as those of the attacked records do", arguments: names)
  func population(name: String) throws {
    let sample = PosteriorSample(leak: 2, learnsFromPopulation: true)
    #expect(try area(name, sample, "learnOn: population") > 0.8)
    // Where calibration attacks such a shadow, its records stand in the place of the attacked ones.
    #expect(try area(name, PosteriorSample(leak: 2), "learnOn: population") > 0.8)
    #expect(
      throws: AuditingError(
        "the reference models saw none or all of the attacked records: set 'learnOn' to population "
          + "where they learned from it")
    ) { try area(name, sample) }
  }

  @Test("scores are those of a regression for each class, fitted the slow way", arguments: names)
  func slow(name: String) throws {
    let signals = try PosteriorSample(recordCount: 120, leak: 1).signals([.logProbabilities])
    let scores = try attack(name).scores(for: signals)
    for label in 0..<4 {
      let expected = try slowScores(signals, label: Int32(label)) {
        name == "shokri-sorted" ? $0.sorted(by: >) : $0
      }
      for (record, score) in expected {
        #expect(abs(scores[record] - score) < 1e-6 * max(1, abs(score)))
      }
    }
  }

  @Test("a class with too few rows of a side uses the model of all classes")
  func fallback() throws {
    let signals = try PosteriorSample(recordCount: 120, leak: 1).signals([.logProbabilities])
    let scores = try attack("shokri", "fewest: 1000000").scores(for: signals)
    let labels = try #require(signals.audited.labels)
    let expected = try slowScores(signals, label: nil) { values, label in
      var others = values
      let own = others.remove(at: label)
      return [own] + others.sorted(by: >)
    }
    #expect(expected.count == labels.count)
    for (record, score) in expected {
      #expect(abs(scores[record] - score) < 1e-6 * max(1, abs(score)))
    }
  }

  private func slowScores(
    _ signals: Signals, label: Int32?, _ arrange: ([Double]) -> [Double]
  ) throws -> [(Int, Double)] {
    try slowScores(signals, label: label) { values, _ in arrange(values) }
  }

  /// The definition for one class, or for all.
  private func slowScores(
    _ signals: Signals, label: Int32?, _ arrange: ([Double], Int) -> [Double]
  ) throws -> [(Int, Double)] {
    let bank = try signals.audited.bank(.logProbabilities)
    let labels = try #require(signals.audited.labels)
    let records = labels.indices.filter { label == nil || labels[$0] == label }
    func features(_ values: some Sequence<Double>, _ record: Int) -> [Double] {
      let arranged = arrange(Array(values), Int(labels[record]))
      return arranged.map { exp($0) } + arranged
    }
    var (rows, targets) = ([[Double]](), [Bool]())
    for model in bank.models {
      let values = try bank.values(ofModel: model)
      let seen = Array(bank.inclusion.row(model))
      for record in records {
        rows.append(
          features(
            values[record * bank.queryCount..<(record + 1) * bank.queryCount].map { Double($0) },
            record))
        targets.append(seen[record])
      }
    }
    let model = try SlowMembershipClassifier(rows, targets)
    let target = try signals.audited.values(.logProbabilities)
    return records.map { ($0, model.score(features(target.row($0), $0))) }
  }
}
