import Statistics
import Testing

@Suite struct `The normal distribution` {
  @Test(
    "The upper tail keeps 13 digits out to 37 standard deviations",
    arguments: [
      Point(0, 0.5), Point(1, 0.15865525393145705), Point(1.96, 0.024997895148220436),
      Point(3, 0.0013498980316300945), Point(5, 2.8665157187919391e-7),
      Point(10, 7.6198530241605261e-24), Point(20, 2.7536241186062337e-89),
      Point(37, 5.7255712225245768e-300),
    ])
  func tails(point: Point) {
    let tolerance = 1e-12
    #expect(agrees(Normal.standard.upperTail(point.x), point.value, within: tolerance))
    #expect(agrees(Normal.standard.cumulative(-point.x), point.value, within: tolerance))
    #expect(agrees(Normal.standard.cumulative(point.x), 1 - point.value))
  }

  @Test(
    "Quantiles agree with values of 40 digits",
    arguments: [
      Point(0.5, 0), Point(0.975, 1.9599639845400542), Point(0.9, 1.2815515655446005),
      Point(0.001, -3.0902323061678135), Point(1e-10, -6.3613409024040562),
      Point(1e-100, -21.273453560965324),
    ])
  func quantiles(point: Point) {
    #expect(agrees(Normal.standard.quantile(point.x), point.value))
    #expect(
      agrees(Normal.standard.cumulative(Normal.standard.quantile(point.x)), point.x, within: 1e-11))
  }

  @Test("Mean and standard deviation shift and stretch")
  func scaled() {
    let normal = Normal(mean: 2, standardDeviation: 3)
    #expect(agrees(normal.cumulative(5), 1 - 0.15865525393145705))
    #expect(agrees(normal.upperTail(5), 0.15865525393145705))
    #expect(agrees(normal.quantile(0.975), 2 + 3 * 1.9599639845400542))
    #expect(agrees(normal.logDensity(5), -2.5175508218727822))
  }

  @Test(
    "The logarithm of the density does not underflow",
    arguments: [
      Point(0, -0.9189385332046727), Point(1, -1.4189385332046727), Point(40, -800.9189385332047),
    ])
  func logDensity(point: Point) {
    #expect(agrees(Normal.standard.logDensity(point.x), point.value))
    #expect(agrees(Normal.standard.logDensity(-point.x), point.value))
  }

  @Test("Infinite values have the probabilities 0 and 1")
  func infinity() {
    #expect(Normal.standard.cumulative(-.infinity) == 0)
    #expect(Normal.standard.cumulative(.infinity) == 1)
    #expect(Normal.standard.upperTail(.infinity) == 0)
  }

  @Test("A standard deviation of zero, a quantile at 1 and a NaN end the process")
  func domain() async {
    await #expect(processExitsWith: .failure) { _ = Normal(mean: 0, standardDeviation: 0) }
    await #expect(processExitsWith: .failure) { _ = Normal.standard.quantile(1) }
    await #expect(processExitsWith: .failure) { _ = Normal.standard.cumulative(.nan) }
  }
}
