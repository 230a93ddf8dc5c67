import Attacks
import Auditing
import Foundation
import Statistics
import Tensors
import Testing

@Suite("Quantile regression, pinball head")
struct QuantilePinballTests {
  /// The fresh coverage of a level t has a standard error of (t (1 - t) (1/m + 1/n))^(1/2) for m attacked and n population records,
  /// at most 0.0059 here; the smoothing moves it by less than 0.005 at this bandwidth.
  @Test("a predicted quantile lies above as many new records as its level says")
  func coverage() throws {
    let sample = try PopulationSample(
      audited: 10_000, population: 20_000, seed: 1, mean: { 1 + 2 * $0[0] },
      deviation: { 1 + $0[1] })
    let scores = try attack("quantile-pinball").scores(for: sample.signals)
    for index in 0..<9 {
      let level = 1 - 0.9 * pow(0.01 / 0.9, Double(index) / 8)
      let knot = Normal.standard.quantile(level)
      for bit in [0.0, 1] {
        let rows = scores.indices.filter { sample.features[$0][1] == bit }
        let covered = Double(rows.count { scores[$0] <= knot }) / Double(rows.count)
        let error = (level * (1 - level) * 3 / Double(2 * rows.count)).squareRoot()
        #expect(abs(covered - level) < 4.5 * error + 0.005)
      }
    }
  }

  /// With Gaussian scores the normal quantile of the level is the z-score.
  @Test("scores are z-scores where the truth is Gaussian")
  func gaussian() throws {
    let sample = try PopulationSample(
      audited: 500, population: 20_000, seed: 2, mean: { $0[0] + $0[1] }, deviation: { _ in 0.5 })
    let scores = try attack("quantile-pinball").scores(for: sample.signals)
    for (record, score) in scores.enumerated() where abs(sample.features[record][0]) < 2 {
      let features = sample.features[record]
      let expected = (sample.scores[record] - features[0] - features[1]) / 0.5
      // Between two levels a chord stands for the curve.
      if abs(expected) < 2 { #expect(abs(score - expected) < 0.25) }
    }
  }

  /// Without features the smoothed quantile q solves mean 1 / (1 + exp((s - q) / h)) = t, found here by bisection.
  @Test("without features the quantiles are the smoothed ones of the population")
  func closedForm() throws {
    let population = [1.0, 2, 4, 8, -3, 0, 0.5, 6]
    let deviation = populationVariance(population).squareRoot()
    func quantile(_ level: Double) -> Double {
      var (low, high) = (-100.0, 100.0)
      for _ in 0..<200 {
        let middle = (low + high) / 2
        let covered = mean(
          population.map { 1 / (1 + exp(($0 - middle) / (0.2 * deviation))) })
        if covered < level { low = middle } else { high = middle }
      }
      return low
    }
    // Levels 0.1 and 0.9: the score is linear through the two.
    let (low, high) = (quantile(0.1), quantile(0.9))
    let slope = 2 * Normal.standard.quantile(0.9) / (high - low)
    let observed = [3.0, 10, -20]
    func outputs(_ values: [Double]) throws -> Outputs {
      try Outputs(
        records: Array(values.indices),
        target: [.scaledConfidence: Tensor(shape: [values.count, 1], scalars: values)])
    }
    let signals = Signals(
      audited: try outputs(observed), population: try outputs(population), seed: 1,
      features: RecordFeatures(
        audited: Tensor(repeating: 0, shape: [3, 1]),
        population: Tensor(repeating: 0, shape: [8, 1])))
    let scores = try attack("quantile-pinball", "levels: 2\nsmallest: 0.1\nbandwidth: 0.2")
      .scores(for: signals)
    for (score, value) in zip(scores, observed) {
      #expect(abs(score - (Normal.standard.quantile(0.1) + slope * (value - low))) < 1e-5)
    }
  }

  /// Zeros go where they prevail: the same regression is then added up from other products.
  @Test(
    "features that are zero everywhere change nothing but rounding",
    arguments: ["quantile-gaussian", "quantile-pinball"])
  func zeros(name: String) throws {
    let sample = try PopulationSample(
      audited: 200, population: 3000, seed: 5, mean: { 1 + 2 * $0[0] }, deviation: { 1 + $0[1] })
    let features = try #require(sample.signals.features)
    func padded(_ rows: Tensor<Float>) -> Tensor<Float> {
      Tensor(
        shape: [rows.rowCount, 12],
        scalars: (0..<rows.rowCount).flatMap {
          Array(repeating: 0, count: 10) + Array(rows.row($0))
        })
    }
    let wide = Signals(
      audited: sample.signals.audited, population: sample.signals.population, seed: 5,
      features: RecordFeatures(
        audited: padded(features.audited), population: padded(features.population)))
    let pairs = zip(
      try attack(name).scores(for: sample.signals), try attack(name).scores(for: wide))
    for (narrow, wide) in pairs { #expect(abs(narrow - wide) < 1e-8 * max(1, abs(narrow))) }
  }
}
