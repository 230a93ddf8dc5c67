import Statistics
import Testing

@Suite struct `Holm's adjustment` {
  @Test(
    "The adjusted p-values are those worked by hand",
    arguments: [
      // 0.005 * 4, 0.01 * 3, 0.03 * 2, and 0.04 * 1, which may not fall below the one before.
      ([0.01, 0.04, 0.03, 0.005], [0.03, 0.06, 0.06, 0.02]),
      ([0.5, 0.6, 0.01], [1, 1, 0.03]), ([0.02], [0.02]), ([], []), ([0, 1], [0, 1]),
      ([0.02, 0.02], [0.04, 0.04]),
    ] as [([Double], [Double])])
  func byHand(values: [Double], expected: [Double]) {
    let adjusted = holm(values)
    #expect(adjusted.count == expected.count)
    #expect(zip(adjusted, expected).allSatisfy { agrees($0, $1) }, "\(adjusted)")
  }

  @Test("The adjustment follows its values when they change places")
  func order() {
    let values = [0.001, 0.2, 0.03, 0.04, 0.004, 0.9]
    let adjusted = holm(values)
    #expect(holm(values.reversed()) == adjusted.reversed())
    #expect(zip(values, adjusted).allSatisfy { $0 <= $1 })
  }

  @Test("A p-value that is not a probability ends the process")
  func domain() async {
    await #expect(processExitsWith: .failure) { _ = holm([0.5, .nan]) }
  }
}
