import Metrics
import NearestNeighbors
import Testing

@Suite("Precision, recall, density and coverage")
struct PrecisionRecallTests {
  /// What the package prdc 0.2 (with scikit-learn 1.9.1) returns for the lattices.
  struct Recorded: Sendable {
    let k: Int
    let precision: Double
    let recall: Double
    let density: Double
    let coverage: Double
  }

  static let recorded = [
    Recorded(k: 1, precision: 0.8, recall: 0.6, density: 34.0 / 30, coverage: 0.475),
    Recorded(k: 3, precision: 1, recall: 0.825, density: 86.0 / 90, coverage: 0.725),
    Recorded(k: 5, precision: 1, recall: 0.95, density: 166.0 / 150, coverage: 0.975),
  ]

  @Test("the values are those of the package prdc", arguments: recorded)
  func package(_ expected: Recorded) async throws {
    let found = try await PrecisionRecall(
      real: Lattices.real, synthetic: Lattices.synthetic, k: expected.k, threads: 2)
    #expect(abs(found.precision - expected.precision) < 1e-12)
    #expect(abs(found.recall - expected.recall) < 1e-12)
    #expect(abs(found.density - expected.density) < 1e-12)
    #expect(abs(found.coverage - expected.coverage) < 1e-12)
  }

  @Test("the worked example has the worked values")
  func worked() async throws {
    let found = try await PrecisionRecall(
      real: Worked.real, synthetic: Worked.synthetic, k: 2, threads: 1)
    #expect(found.precision == 0.8 && found.recall == 1)
    #expect(abs(found.density - 1.1) < 1e-12)
    #expect(found.coverage == 1)
  }

  @Test("balls without width hold nothing, and too few records are refused in one line")
  func degenerate() async throws {
    let same = try line([1, 1, 1])
    let found = try await PrecisionRecall(real: same, synthetic: same, k: 2, threads: 1)
    #expect(found.precision == 0 && found.recall == 0)
    #expect(found.density == 0 && found.coverage == 0)
    let error = await #expect(throws: NeighborsError.self) {
      try await PrecisionRecall(real: same, synthetic: same, threads: 1)
    }
    #expect(
      error?.description == "5 nearest other records asked of a set of 3; "
        + "ask for fewer neighbours or bring more records")
  }
}
