import Auditing
import Evaluation
import Foundation
import Metrics
import SampleTables
import Statistics
import Tables
import Tensors
import Testing

@Suite("Propensity score")
struct PropensityScoreTests {
  private func normals(
    _ count: Int, _ width: Int, _ generator: inout SeededGenerator
  ) -> Tensor<Double> {
    Tensor(shape: [count, width], scalars: (0..<count * width).map { _ in generator.normal() })
  }

  @Test("the mean squared distance of given probabilities is that of the definition")
  func value() {
    let value = PropensityScore.value(probabilities: [0.6, 0.4, 0.7, 0.3], share: 0.5)
    #expect(abs(value - 0.025) < 1e-15)
  }

  @Test("the nulls are those of the closed forms")
  func closedForms() throws {
    let real = Tensor<Double>(shape: [2, 2], scalars: [0, 1, 1, 0])
    let release = Tensor<Double>(shape: [2, 2], scalars: [1, 1, 0, 0])
    let score = try PropensityScore(real: real, release: release, permutations: 0, seed: 0)
    #expect(score.parameters == 3 && score.count == 4 && score.share == 0.5)
    #expect(abs(score.fittedNull.mean - 0.0625) < 1e-15)
    #expect(abs(score.fittedNull.deviation - 0.0625) < 1e-15)
    #expect(abs(score.independentNull.mean - 0.125) < 1e-15)
    #expect(score.permutationNull == nil)
  }

  @Test("one 0/1 column has the pMSE of its shares, in closed form")
  func saturated() throws {
    // The fitted probability of a cell is its released share: 30 of 70 at 1, 70 of 130 at 0.
    func column(_ ones: Int) -> Tensor<Double> {
      Tensor(shape: [100, 1], scalars: (0..<100).map { $0 < ones ? 1 : 0 })
    }
    let score = try PropensityScore(
      real: column(40), release: column(30), permutations: 0, seed: 0)
    let shares = (30.0 / 70 - 0.5, 70.0 / 130 - 0.5)
    let expected = (70 * shares.0 * shares.0 + 130 * shares.1 * shares.1) / 200
    // The ridge of 1e-3 against an information of 200 * .35 * .65 / 4 moves it by 1.8e-4.
    #expect(abs(score.value / expected - 1) < 3e-4)
  }

  @Test("copies have pMSE 0, separated tables nearly c (1 - c), and repeated columns no parameters")
  func extremes() throws {
    var generator = SeededGenerator(seed: 1, label: "propensity")
    let real = normals(50, 2, &generator)
    let copy = try PropensityScore(real: real, release: real, permutations: 2, seed: 0)
    #expect(copy.value < 1e-20)
    let far = Tensor<Double>(shape: real.shape, scalars: real.scalars.map { $0 + 100 })
    let separated = try PropensityScore(real: real, release: far, permutations: 0, seed: 0)
    #expect(separated.value > 0.2499 && separated.value <= 0.25)
    let twice = Tensor<Double>(
      shape: [50, 5],
      scalars: (0..<50).flatMap { row in
        let values = Array(real.row(row))
        return [values[0], values[1], values[0] - 3 * values[1], 4, values[0]]
      })
    let repeated = try PropensityScore(real: twice, release: twice, permutations: 0, seed: 0)
    #expect(repeated.parameters == 3)
    let none = Tensor<Double>(shape: [3, 1], scalars: [1, 1, 1])
    let constant = try PropensityScore(real: none, release: none, permutations: 2, seed: 0)
    #expect(constant.value == 0 && constant.parameters == 1)
    #expect(constant.fittedNull.ratio(0) == nil && constant.fittedNull.standardised(0) == nil)
  }

  /// Means over 300 simulated pairs; at 5 standard errors a test errs with probability 6e-7, and the
  /// expansion behind the closed forms is off by some k / N.
  @Test(
    "independent samples have the independent null, releases from a fitted normal the fitted one")
  func simulated() throws {
    var generator = SeededGenerator(seed: 11, label: "propensity null")
    var (independent, fitted): ([Double], [Double]) = ([], [])
    let (size, width) = (200, 3)
    for _ in 0..<300 {
      let real = normals(size, width, &generator)
      let other = normals(size, width, &generator)
      let first = try PropensityScore(real: real, release: other, permutations: 0, seed: 0)
      independent.append(first.value / first.independentNull.mean)
      // The columns are independent, so a normal with each column's mean and variance fits.
      let columns = (0..<width).map { column in
        (0..<size).map { real.scalars[$0 * width + column] }
      }
      let release = Tensor<Double>(
        shape: [size, width],
        scalars: (0..<size * width).map { place in
          let column = columns[place % width]
          return mean(column) + generator.normal() * sampleVariance(column).squareRoot()
        })
      let second = try PropensityScore(real: real, release: release, permutations: 0, seed: 0)
      fitted.append(second.value / second.fittedNull.mean)
    }
    for (name, ratios) in [("independent", independent), ("fitted", fitted)] {
      let error = (sampleVariance(ratios) / 300).squareRoot()
      #expect(abs(mean(ratios) - 1) < 5 * error + 0.03, "\(name) \(mean(ratios)) +- \(error)")
      // The deviation of chi squared with 3 degrees of freedom over its mean.
      #expect(abs(sampleVariance(ratios).squareRoot() - (2 / 3.0).squareRoot()) < 0.2, "\(name)")
    }
  }

  @Test("permutations have the independent null")
  func permutations() throws {
    var generator = SeededGenerator(seed: 3, label: "propensity")
    let (real, release) = (normals(150, 4, &generator), normals(90, 4, &generator))
    let score = try PropensityScore(real: real, release: release, permutations: 200, seed: 5)
    let null = try #require(score.permutationNull)
    // 200 permutations of a chi squared with 4 degrees of freedom: standard error 5 % of the mean.
    #expect(abs(null.mean / score.independentNull.mean - 1) < 0.25)
    #expect(abs(null.deviation / score.independentNull.deviation - 1) < 0.35)
    let again = try PropensityScore(real: real, release: release, permutations: 200, seed: 5)
    #expect(score == again)
  }

  @Test("readings of a copy, a sample and a sample with shuffled columns are in that order")
  func laws() throws {
    let real = sampleTable(400, seed: 1)
    let sample = sampleTable(400, seed: 2, name: "release")
    let readings = try [real, sample, shufflingColumns(sample, seed: 3)].map { release in
      try propensityReadings(try UtilityEvidence(real: real, release: release), permutations: 3)
    }
    #expect(readings.allSatisfy { $0.count == 10 })
    let values = try readings.map { try #require($0[0].reading.value) }
    // Main effects see single columns only: shuffling them changes nothing but rounding.
    #expect(values[0] < 1e-20 && values[1] > 1e-4 && abs(values[2] - values[1]) < 1e-3)
    let ratio = try #require(
      readings[1].first { $0.reading.metric == "pmse-ratio independent" }?.reading.value)
    #expect(ratio > 0.1 && ratio < 4)
    let shifted = table(
      "shifted", numbers: ["score": sample.label.codes.map { _ in 9 }],
      label: (sample.label.codes, ["no", "yes"]))
    let own = table(
      "own", numbers: ["score": real.label.codes.map { Double($0) }],
      label: (real.label.codes, ["no", "yes"]))
    let worst = try propensityReadings(try UtilityEvidence(real: own, release: shifted))
    #expect(try #require(worst[0].reading.value) > 0.249)
  }
}
