import Statistics
import Testing

@Suite struct `Student's t distribution` {
  @Test("Probabilities agree with values of 40 digits and are symmetric")
  func cumulative() {
    #expect(agrees(StudentT(degreesOfFreedom: 1).cumulative(1), 0.75))
    #expect(agrees(StudentT(degreesOfFreedom: 4).cumulative(2.5), 0.96661672759400593))
    #expect(agrees(StudentT(degreesOfFreedom: 30).cumulative(1.7), 0.95026106220574156))
    #expect(agrees(StudentT(degreesOfFreedom: 4).cumulative(-2.5), 1 - 0.96661672759400593))
  }

  @Test(
    "The 97.5 % quantiles are those of the printed tables",
    arguments: [
      Point(1, 12.706204736174694), Point(2, 4.302652729749462), Point(4, 2.7764451051977934),
      Point(10, 2.228138851986274), Point(30, 2.0422724563012378),
    ])
  func quantiles(point: Point) {
    #expect(agrees(StudentT(degreesOfFreedom: point.x).quantile(0.975), point.value, within: 1e-12))
  }

  @Test("No degrees of freedom and a quantile at 0 end the process")
  func domain() async {
    await #expect(processExitsWith: .failure) { _ = StudentT(degreesOfFreedom: 0) }
    await #expect(processExitsWith: .failure) { _ = StudentT(degreesOfFreedom: 3).quantile(0) }
  }
}
