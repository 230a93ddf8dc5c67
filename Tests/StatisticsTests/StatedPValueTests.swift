import Statistics
import Testing

@Suite("Stated p-values")
struct StatedPValueTests {
  @Test(
    "a p-value is never stated as 0, and a bound is told from a value",
    arguments: [
      (0.01324, nil, 0, "p = 0.0132"), (0.01324, 0.00042, 0, "p = 0.0132 ± 0.0004"),
      (1, 0, 0, "p = 1.0"), (1e-9, nil, 0, "p < 0.0001"), (0, 0.0001, 0, "p < 0.0001"),
      (1.0 / 1001, nil, 1.0 / 1001, "p <= 0.001, the least that can be told"),
      (2.0 / 1001, nil, 1.0 / 1001, "p = 0.002"), (1e-6, nil, 1e-6, "p < 0.0001"),
    ] as [(Double, Double?, Double, String)])
  func stated(value: Double, error: Double?, least: Double, text: String) {
    #expect(statedPValue(value, error: error, least: least) == text)
  }
}
