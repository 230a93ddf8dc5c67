import Benchmarks
import Testing

struct QuantityTests {
  @Test(
    "a value is written to three figures",
    arguments: [
      (0.123, "0.12"), (1.234, "1.23"), (12.34, "12.3"), (123.4, "123"), (9876, "9876"),
      (12_345, "12.3k"), (987_654, "988k"), (1_234_567, "1.23M"), (98_765_432, "98.8M"),
    ])
  func text(value: Double, expected: String) {
    #expect(Quantity.text(value) == expected)
  }

  @Test("the better of two values has the advantage, whichever direction is better")
  func advantage() {
    #expect(Quantity.samplesPerSecond.advantage(of: 6, over: 2) == 3)
    #expect(Quantity.megabytesPerSecond.advantage(of: 6, over: 2) == 3)
    #expect(Quantity.milliseconds.advantage(of: 2, over: 6) == 3)
    #expect(Quantity.mebibytes.advantage(of: 2, over: 6) == 3)
  }
}
