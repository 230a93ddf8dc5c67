import Attacks
import Auditing
import Foundation
import Settings
import Statistics
import Testing

@Suite("P-values among the population")
struct PopulationPValuesTests {
  static let names = attacks.filter { $0 is any PopulationCalibrated.Type }.map { $0.name }

  private func calibrated(_ name: String, _ yaml: String = "") throws -> any PopulationCalibrated {
    try #require(try attack(name, yaml) as? any PopulationCalibrated)
  }

  @Test("they count the population's ratios that are at least the record's, and the record itself")
  func vector() throws {
    func losses(_ probabilities: [Double]) -> [Double] { probabilities.map { -log($0) } }
    let population = SmallOutputs(
      target: losses([0.9, 0.5, 0.3, 0.1]),
      references: [losses([0.8, 0.4, 0.35, 0.2]), losses([0.85, 0.5, 0.3, 0.1])])
    let signals = try SmallOutputs(
      target: losses([0.95, 0.6, 0.2]),
      references: [losses([0.5, 0.55, 0.3]), losses([0.4, 0.6, 0.2])]
    ).signals(.loss, population: population)
    // Ratios 1.4786, 0.8290 and 0.3902 among 1.0155, 0.7782, 0.5345 and 0.2235.
    #expect(try calibrated("rmia-offline", "a: 0.3").pValues(for: signals) == [0.2, 0.4, 0.8])
    // Losses 0.05, 0.51 and 1.61 among 0.11, 0.69, 1.20 and 2.30.
    #expect(try calibrated("attack-p").pValues(for: signals) == [0.2, 0.4, 0.8])
  }

  @Test("a tie counts against membership, so that no p-value falls below the share of its equals")
  func ties() throws {
    let population = SmallOutputs(target: [1, 1, 2], references: [[0, 0, 0]])
    let signals = try SmallOutputs(target: [1, 2, 3], references: [[0, 0, 0]])
      .signals(.loss, population: population)
    #expect(try calibrated("attack-p").pValues(for: signals) == [0.75, 1, 1])
  }

  /// Each trial draws one record and 19 of the population from one law; by more than five standard deviations a count is off once in
  /// three million trials.
  @Test("a record like the population's has p <= t with probability t at most", arguments: [0, 3])
  func superUniform(decimals: Int) throws {
    let (trials, size) = (3000, 19)
    var generator = SeededGenerator(seed: 12, label: "p-values \(decimals)")
    let attacks = [try calibrated("attack-p"), try calibrated("rmia-offline", "a: 0.4")]
    var counts = attacks.map { _ in [0, 0, 0, 0] }
    let levels = [0.05, 0.1, 0.25, 0.5]
    for _ in 0..<trials {
      let scale = pow(10, Double(decimals))
      let losses = (0..<3).map { _ in
        (0...size).map { _ in (abs(generator.normal()) * scale).rounded() / scale }
      }
      let population = SmallOutputs(
        target: Array(losses[0].dropFirst()), references: losses[1...].map { Array($0.dropFirst()) }
      )
      let signals = try SmallOutputs(
        target: [losses[0][0]], references: losses[1...].map { [$0[0]] }
      ).signals(.loss, population: population)
      for (place, attack) in attacks.enumerated() {
        let p = try attack.pValues(for: signals)[0]
        #expect(p >= 1 / Double(size + 1) && p <= 1)
        for (level, limit) in levels.enumerated() where p <= limit { counts[place][level] += 1 }
      }
    }
    for (own, attack) in zip(counts, ["attack-p", "rmia-offline"]) {
      for (count, level) in zip(own, levels) {
        let expected = level * Double(trials)
        let reach = 5 * (expected * (1 - level)).squareRoot()
        #expect(Double(count) <= expected + reach, "\(attack) at \(level)")
        // Without ties they are uniform on the multiples of 1/20.
        if decimals > 0 { #expect(Double(count) >= expected - reach, "\(attack) at \(level)") }
      }
    }
  }

  @Test("members have lower p-values, and scores and p-values never contradict", arguments: names)
  func order(name: String) throws {
    let sample = SampleSignals()
    let signals = try sample.signals()
    let attack = try calibrated(name)
    let (scores, pValues) = (
      try attack.scores(for: signals), try attack.pValues(for: signals)
    )
    #expect(pValues.count == sample.recordCount && pValues.allSatisfy { $0 > 0 && $0 <= 1 })
    #expect(area(pValues.map { -$0 }, isMember: sample.isMember) > 0.8)
    for first in scores.indices {
      for second in scores.indices where scores[first] > scores[second] {
        #expect(pValues[first] <= pValues[second])
      }
    }
  }
}
