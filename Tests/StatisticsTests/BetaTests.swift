import Statistics
import Testing

@Suite struct `The beta distribution` {
  @Test("Probabilities agree with closed forms and values of 40 digits")
  func cumulative() {
    #expect(agrees(Beta(a: 2, b: 3).cumulative(0.4), 0.5248))
    #expect(agrees(Beta(a: 0.5, b: 0.5).cumulative(0.1), 0.20483276469913345))
    #expect(agrees(Beta(a: 30, b: 4).cumulative(0.5), 7.0058740675449371e-7, within: 1e-12))
    #expect(Beta(a: 2, b: 3).cumulative(-1) == 0)
    #expect(Beta(a: 2, b: 3).cumulative(2) == 1)
  }

  @Test(
    "A quantile of one success shape has a closed form",
    arguments: [Point(0.95, 1000), Point(0.5, 3), Point(1e-9, 20)])
  func closedForm(point: Point) {
    // P[X <= x] is 1 - (1 - x)^b when a is 1, and x^a when b is 1.
    let beta = Beta(a: 1, b: point.value)
    let x = beta.quantile(point.x)
    #expect(agrees(beta.cumulative(x), point.x, within: 1e-12))
    var power = 1.0
    for _ in 0..<Int(point.value) { power *= 1 - x }
    #expect(abs(1 - power - point.x) < 1e-12)
  }

  @Test("Quantiles from above and from below meet, and reach the ends")
  func quantiles() {
    let beta = Beta(a: 2, b: 3)
    #expect(agrees(beta.quantile(0.95), 0.7513953742698181))
    #expect(agrees(beta.quantile(upperTail: 0.05), 0.7513953742698181))
    #expect(agrees(beta.quantile(upperTail: 1e-12), 0.9999370029553327))
    #expect(beta.quantile(0) == 0)
    #expect(beta.quantile(1) == 1)
  }

  @Test("A shape of zero and a probability below 0 end the process")
  func domain() async {
    await #expect(processExitsWith: .failure) { _ = Beta(a: 0, b: 1) }
    await #expect(processExitsWith: .failure) { _ = Beta(a: 1, b: 1).quantile(-0.1) }
  }
}
