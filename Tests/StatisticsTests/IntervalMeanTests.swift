import Statistics
import Testing

@Suite struct `Intervals for means` {
  let first = [5.1, 4.9, 6.2, 5.8, 5.5]
  let second = [4.8, 5.0, 5.9, 5.1, 5.4]

  @Test("The interval of a mean agrees with a reference value")
  func one() throws {
    let interval = try meanInterval(of: first, level: 0.95)
    #expect(agrees(interval.low, 4.848865906114782, within: 1e-12))
    #expect(agrees(interval.high, 6.151134093885218, within: 1e-12))
    #expect(interval.method == "Student t")
    #expect(interval.level == 0.95)
  }

  @Test("The interval of paired differences agrees with a reference value and changes its sign")
  func pairs() throws {
    let interval = try differenceOfPairsInterval(first, second, level: 0.9)
    #expect(agrees(interval.low, -0.022821436030818487, within: 1e-11))
    #expect(agrees(interval.high, 0.5428214360308182, within: 1e-12))
    #expect(interval.method == "Student t of paired differences")
    let mirrored = try differenceOfPairsInterval(second, first, level: 0.9)
    #expect(mirrored.low == -interval.high)
  }

  @Test("Equal values have an interval of no width")
  func constant() throws {
    let interval = try meanInterval(of: [2, 2, 2], level: 0.95)
    #expect(interval.low == 2)
    #expect(interval.high == 2)
  }

  @Test(
    "Too few values and values that are not finite are refused",
    arguments: [
      ([], "0 values have no interval of the mean; give at least 2"),
      ([1], "1 value has no interval of the mean; give at least 2"),
      ([1, .nan, 2], "value 2 of 3 is nan, not finite"),
      ([1, 2, .infinity], "value 3 of 3 is inf, not finite"),
    ])
  func refused(values: [Double], message: String) throws {
    let error = try #require(throws: StatisticsError.self) {
      try meanInterval(of: values, level: 0.95)
    }
    #expect(error.description == message)
  }
}
