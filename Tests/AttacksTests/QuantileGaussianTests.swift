import Attacks
import Auditing
import Foundation
import Statistics
import Tensors
import Testing

@Suite("Quantile regression, Gaussian head")
struct QuantileGaussianTests {
  /// With 20,000 records the weights of the mean have standard errors near 0.01 of the deviation, those of its logarithm near
  /// 0.007; a z-score within 3 of the middle is off by less than 0.1 but with negligible probability.
  @Test("a known mean and deviation are recovered")
  func known() throws {
    func mean(_ row: [Double]) -> Double { 1 + 2 * row[0] - 0.5 * row[0] * row[0] + row[1] }
    func deviation(_ row: [Double]) -> Double { exp(-0.5 + 0.4 * row[0] + 0.3 * row[1]) }
    let sample = try PopulationSample(
      audited: 500, population: 20_000, seed: 1, mean: mean, deviation: deviation)
    let scores = try attack("quantile-gaussian").scores(for: sample.signals)
    for (record, score) in scores.enumerated() where abs(sample.features[record][0]) < 2 {
      let expected =
        (sample.scores[record] - mean(sample.features[record])) / deviation(sample.features[record])
      #expect(abs(score - expected) < 0.1 * max(1, abs(expected)))
    }
  }

  /// Of records that nobody saw, z-scores are standard normal: beyond 4.5 standard errors with probability below 1e-5.
  @Test("records that the target never saw have standard normal scores")
  func calibrated() throws {
    let sample = try PopulationSample(
      audited: 10_000, population: 10_000, seed: 2, mean: { $0[0] }, deviation: { exp($0[1]) })
    let scores = try attack("quantile-gaussian").scores(for: sample.signals)
    #expect(abs(mean(scores)) < 4.5 * (2.0 / 10_000).squareRoot())
    #expect(abs(populationVariance(scores) - 1) < 4.5 * (4.0 / 10_000).squareRoot())
  }

  /// No feature: the closed form is the mean and the deviation of the population, the latter with the floor of a thousandth.
  @Test("without features the score is the z-score of the population")
  func closedForm() throws {
    let population = [1.0, 2, 4, 8, -3]
    func outputs(_ values: [Double]) throws -> Outputs {
      try Outputs(
        records: Array(values.indices),
        target: [.scaledConfidence: Tensor(shape: [values.count, 1], scalars: values)])
    }
    let signals = Signals(
      audited: try outputs([3, 10, -20]), population: try outputs(population), seed: 1,
      features: RecordFeatures(
        audited: Tensor(repeating: 0, shape: [3, 1]),
        population: Tensor(repeating: 0, shape: [5, 1])))
    let scores = try attack("quantile-gaussian").scores(for: signals)
    let deviation = (populationVariance(population) * (1 + 1e-6)).squareRoot()
    for (score, value) in zip(scores, [3.0, 10, -20]) {
      #expect(abs(score - (value - mean(population)) / deviation) < 1e-6)
    }
  }

  @Test(
    "a population on which all scores are equal is refused",
    arguments: [
      "quantile-gaussian", "quantile-pinball",
    ])
  func constant(name: String) throws {
    let sample = try PopulationSample(
      audited: 5, population: 7, seed: 3, mean: { _ in 4 }, deviation: { _ in 0 })
    #expect(
      throws: AuditingError(
        "the target gives all 7 records of the population the same score; enlarge the population, "
          + "or check that the target was trained")
    ) { try attack(name).scores(for: sample.signals) }
  }

  @Test(
    "a record far beyond the population has a finite score",
    arguments: [
      "quantile-gaussian", "quantile-pinball",
    ])
  func far(name: String) throws {
    let sample = try PopulationSample(
      audited: 1, population: 50, seed: 4, mean: { $0[0] }, deviation: { exp(2 * $0[0]) })
    let signals = sample.signals
    let features = try #require(signals.features)
    let moved = Signals(
      audited: signals.audited, population: signals.population, seed: 4,
      features: RecordFeatures(
        audited: Tensor(shape: [1, 2], scalars: [1e6, -1e6]), population: features.population))
    #expect(try attack(name).scores(for: moved).allSatisfy { $0.isFinite })
  }
}
