import Attacks
import Auditing
import Foundation
import Settings
import Statistics
import Testing

@Suite("RMIA")
struct RMIATests {
  private func losses(_ probabilities: [Double]) -> [Double] { probabilities.map { -log($0) } }

  /// The worked example: three records, four population points, two models that saw none of them.
  private func example() throws -> Signals {
    let points = SmallOutputs(
      target: losses([0.9, 0.5, 0.3, 0.1]),
      references: [losses([0.8, 0.4, 0.35, 0.2]), losses([0.85, 0.5, 0.3, 0.1])])
    return try SmallOutputs(
      target: losses([0.95, 0.6, 0.2]),
      references: [losses([0.5, 0.55, 0.3]), losses([0.4, 0.6, 0.2])]
    ).signals(.loss, population: points)
  }

  @Test(
    "the worked example gives the known scores",
    arguments: zip([1.0, 2], [[1, 0.75, 0.25], [0.5, 0.25, 0]]))
  func known(gamma: Double, expected: [Double]) throws {
    let attack = try attack("rmia-offline", "{a: 0.3, gamma: \(gamma)}")
    #expect(try attack.scores(for: example()) == expected)
  }

  @Test("a ratio that equals gamma times the point's dominates it")
  func equal() throws {
    let same = SmallOutputs(target: [1, 2], references: [[2, 2], [2, 2]])
    let signals = try same.signals(.loss, population: same)
    #expect(try attack("rmia-offline", "a: 0.3").scores(for: signals) == [1, 0.5])
  }

  @Test("every pair compared gives the same scores", arguments: ["rmia-online", "rmia-offline"])
  func pairs(name: String) throws {
    for (gamma, slope) in [(1.0, 0.3), (2, 1), (1.3, 0)] {
      let signals = try SampleSignals().signals(queries: 2)
      let isOnline = name == "rmia-online"
      let attack = try attack(name, isOnline ? "gamma: \(gamma)" : "{gamma: \(gamma), a: \(slope)}")
      let records = try SlowBank(signals.audited, .loss)
      let points = try SlowBank(#require(signals.population), .loss)
      let own = slowRatios(records, slope: isOnline ? nil : slope)
      let others = slowRatios(points, slope: isOnline ? nil : slope)
      let scores = try attack.scores(for: signals)
      for (ratio, score) in zip(own, scores) {
        let count = others.count { ratio / $0 >= gamma }
        #expect(score == Double(count) / Double(others.count))
      }
    }
  }

  @Test("where a is not written it is the best of the grid on a reference model, not on the target")
  func tuned() throws {
    let sample = SampleSignals()
    let signals = try sample.signals()
    let records = try SlowBank(signals.audited, .loss)
    let points = try SlowBank(#require(signals.population), .loss)
    let gaps = records.references.indices.map { model in
      let (losses, seen) = (records.references[model], records.included[model])
      let (into, out) = (losses.indices.filter { seen[$0] }, losses.indices.filter { !seen[$0] })
      return mean(out.map { losses[$0] }) - mean(into.map { losses[$0] })
    }
    let model = gaps.indices.sorted { gaps[$0] < gaps[$1] }[gaps.count / 2]
    func areaOfModel(_ slope: Double) -> Double {
      let others = slowRatios(points.attacking(model), slope: slope)
      let scores = slowRatios(records.attacking(model), slope: slope).map { ratio in
        Double(others.count { ratio >= $0 }) / Double(others.count)
      }
      return area(scores, isMember: records.included[model])
    }
    let grid = (0...10).map { Double($0) / 10 }
    let areas = grid.map(areaOfModel)
    let best = try #require(areas.max())
    let slope = try #require(grid.first { areaOfModel($0) >= best - 1e-12 })
    let written = try attack("rmia-offline", "a: \(slope)").scores(for: signals)
    #expect(try attack("rmia-offline").scores(for: signals) == written)
    #expect(Set(areas).count > 1)
  }

  @Test("where models learned from the population, one is attacked there and the records compare")
  func populationModels() throws {
    let signals = try SampleSignals().signals()
    let swapped = Signals(
      audited: try #require(signals.population), population: signals.audited, seed: 1)
    let scores = try attack("rmia-offline").scores(for: swapped)
    let grid = (0...10).map { Double($0) / 10 }
    #expect(
      try grid.contains { slope in
        try attack("rmia-offline", "a: \(slope)").scores(for: swapped) == scores
      })
  }

  @Test("where no model can be attacked, a must be written")
  func untunable() throws {
    #expect(
      throws: AuditingError(
        "'a' cannot be tuned where no reference model saw some of the records only: write it")
    ) { try attack("rmia-offline").scores(for: example()) }
  }

  @Test("where a record lacks a model once one is attacked, the message says what to do")
  func tooFew() throws {
    let signals = try SmallOutputs(
      target: [1, 2], references: [[1, 2], [1, 2]], included: [[true, false], [false, true]]
    ).signals(.loss, population: SmallOutputs(target: [1], references: [[1], [1]]))
    #expect(
      throws: AuditingError(
        "'a' cannot be tuned by attacking reference model 0 with the others, write it: "
          + "no reference model left out the record at position 1: "
          + "draw each record into half of the models")
    ) { try attack("rmia-offline").scores(for: signals) }
  }

  @Test("a slope outside 0 to 1 is refused")
  func range() throws {
    #expect(throws: SettingsError.self) { try attack("rmia-offline", "a: 1.5") }
  }

  @Test("probabilities that underflow are compared all the same")
  func underflow() throws {
    let points = SmallOutputs(target: [900, 950], references: [[1000, 1000], [1000, 1000]])
    let signals = try SmallOutputs(
      target: [920, 940], references: [[1000, 1000], [1000, 1000]],
      included: [[true, true], [false, false]]
    ).signals(.loss, population: points)
    #expect(try attack("rmia-offline", "a: 1").scores(for: signals) == [0.5, 0.5])
    #expect(try attack("rmia-online").scores(for: signals) == [0.5, 0.5])
    let ratios = try attack("rmia-ratio").scores(for: signals)
    #expect(zip(ratios, [80, 60]).allSatisfy { isClose($0, $1) })
  }

  @Test("online counts both sides alike, however many models are on each")
  func halves() throws {
    let signals = try SmallOutputs(
      target: losses([0.6]), references: [losses([0.8]), losses([0.2]), losses([0.3])],
      included: [[true], [false], [false]]
    ).signals(.loss)
    let ratio = try attack("rmia-ratio").scores(for: signals)[0]
    #expect(isClose(exp(ratio), 0.6 / 0.525, tolerance: 1e-6))
  }

  @Test("the ratio agrees with a slow version and orders as the tied score does")
  func ratio() throws {
    let signals = try SampleSignals().signals()
    let ratios = try attack("rmia-ratio").scores(for: signals)
    let expected = slowRatios(try SlowBank(signals.audited, .loss), slope: nil)
    #expect(zip(ratios, expected).allSatisfy { isClose(exp($0), $1) })
    let scores = try attack("rmia-online").scores(for: signals)
    let order = ratios.indices.sorted { ratios[$0] < ratios[$1] }
    #expect(zip(order, order.dropFirst()).allSatisfy { scores[$0] <= scores[$1] })
  }

  @Test(
    "a record without models on a side that the form needs is refused by its position",
    arguments: zip(
      ["rmia-online", "rmia-ratio", "rmia-offline"], ["saw", "saw", "left out"]))
  func oneSided(name: String, side: String) throws {
    let other = side == "saw" ? [false, false] : [true, true]
    let signals = try SmallOutputs(
      target: [1, 2], references: [[1, 2], [1, 2]],
      included: [[true, other[0]], [false, other[1]]]
    ).signals(.loss, population: SmallOutputs(target: [1], references: [[1], [1]]))
    #expect(
      throws: AuditingError(
        "no reference model \(side) the record at position 1: "
          + "draw each record into half of the models")
    ) { try attack(name).scores(for: signals) }
  }

  /// p(x | target) / p(x) record by record: online without a slope, offline with one.
  private func slowRatios(_ bank: SlowBank, slope: Double?) -> [Double] {
    bank.target.indices.map { record in
      let out = mean(bank.sample(record, included: false).map { exp(-$0) })
      let into = bank.sample(record, included: true).map { exp(-$0) }
      let probability =
        slope.map { ((1 + $0) * out + (1 - $0)) / 2 }
        ?? (into.isEmpty ? out : (mean(into) + out) / 2)
      return exp(-bank.target[record]) / probability
    }
  }
}
