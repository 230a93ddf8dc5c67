import Statistics
import Testing

@Suite struct `Summaries of values` {
  @Test("Mean and variances agree with reference values")
  func moments() {
    let values = [5.1, 4.9, 6.2, 5.8, 5.5]
    #expect(agrees(mean(values), 5.5))
    #expect(agrees(sampleVariance(values), 0.275))
    #expect(agrees(populationVariance(values), 0.22))
    #expect(populationVariance([3]) == 0)
  }

  @Test("A large common offset does not disturb the variance")
  func offset() {
    #expect(agrees(sampleVariance([1e9 + 1, 1e9 + 2, 1e9 + 3]), 1))
  }

  @Test(
    "The median is the middle value, or between the two in the middle",
    arguments: [([3, 1, 2], 2), ([4, 1, 3, 2], 2.5), ([7], 7), ([5, 5, 1, 5], 5)]
      as [([Double], Double)])
  func middle(values: [Double], expected: Double) {
    #expect(median(values) == expected)
  }

  @Test(
    "Quantiles interpolate between order statistics as type 7",
    arguments: [
      Point(0, 1), Point(0.1, 1.4), Point(0.25, 2), Point(0.5, 4), Point(0.9, 12.8), Point(1, 16),
    ])
  func type7(point: Point) {
    #expect(agrees(quantile([1, 2, 4, 8, 16], at: point.x), point.value))
  }

  @Test("An infinite value spoils only the quantiles that it enters")
  func infinity() {
    let sorted = [0, 1, Double.infinity]
    #expect(quantile(sorted, at: 0.5) == 1)
    #expect(quantile(sorted, at: 0.25) == 0.5)
    #expect(quantile(sorted, at: 0.75) == .infinity)
  }

  @Test("The mean of no values and the sample variance of one end the process")
  func domain() async {
    await #expect(processExitsWith: .failure) { _ = mean([]) }
    await #expect(processExitsWith: .failure) { _ = sampleVariance([1]) }
    await #expect(processExitsWith: .failure) { _ = quantile([1], at: 1.5) }
  }
}
