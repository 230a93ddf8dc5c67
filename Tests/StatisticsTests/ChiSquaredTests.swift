import Statistics
import Testing

@Suite struct `The chi-squared distribution` {
  @Test("The upper tail agrees with values of 40 digits, far out too")
  func upperTail() {
    let tolerance = 1e-12
    #expect(
      agrees(
        ChiSquared(degreesOfFreedom: 1).upperTail(3.841458820694124), 0.050000000000000058,
        within: tolerance))
    #expect(
      agrees(
        ChiSquared(degreesOfFreedom: 4).upperTail(9.5), 0.049747247417943647, within: tolerance))
    #expect(
      agrees(
        ChiSquared(degreesOfFreedom: 10).upperTail(200), 1.6139305336977305e-37, within: tolerance))
  }

  @Test("Every value is above a negative one")
  func negative() {
    #expect(ChiSquared(degreesOfFreedom: 3).upperTail(-1) == 1)
    #expect(ChiSquared(degreesOfFreedom: 3).upperTail(0) == 1)
  }

  @Test("Negative degrees of freedom end the process")
  func domain() async {
    await #expect(processExitsWith: .failure) { _ = ChiSquared(degreesOfFreedom: -1) }
  }
}
