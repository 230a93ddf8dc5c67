import Statistics
import Testing

@Suite struct `Intervals` {
  @Test("Ends out of order, a NaN and a level of 0 end the process")
  func domain() async {
    await #expect(processExitsWith: .failure) {
      _ = Interval(low: 1, high: 0, level: 0.95, method: "none")
    }
    await #expect(processExitsWith: .failure) {
      _ = Interval(low: .nan, high: 0, level: 0.95, method: "none")
    }
    await #expect(processExitsWith: .failure) {
      _ = Interval(low: 0, high: 1, level: 0, method: "none")
    }
  }

  @Test("Intervals with the same ends differ by level and by method")
  func equality() {
    let interval = Interval(low: 0, high: 1, level: 0.95, method: "Wilson")
    #expect(interval == Interval(low: 0, high: 1, level: 0.95, method: "Wilson"))
    #expect(interval != Interval(low: 0, high: 1, level: 0.9, method: "Wilson"))
    #expect(interval != Interval(low: 0, high: 1, level: 0.95, method: "Clopper-Pearson"))
  }
}
