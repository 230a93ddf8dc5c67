import Metrics
import NearestNeighbors
import Testing

@Suite("Alpha-precision and beta-recall")
struct AlphaPrecisionTests {
  @Test("the worked example has the scores of the formula in numpy 2.4.6")
  func worked() async throws {
    let found = try await AlphaPrecision(
      real: Worked.real, synthetic: Worked.synthetic, threads: 1)
    #expect(abs(found.precisionScore - 0.706207) < 1e-6)
    #expect(abs(found.recallScore - 0.828966) < 1e-6)
    #expect(found.levels.first == 0 && found.levels.last == 1 && found.levels.count == 30)
  }

  @Test("a copy of the real records has curves close to their levels")
  func copy() async throws {
    let points = try normalPoints(300, 3, label: "copy")
    let found = try await AlphaPrecision(real: points, synthetic: points, threads: 2)
    for (level, value) in zip(found.levels, found.precision) {
      #expect(abs(value - level) <= 1.0 / 300 + 1e-9)
    }
    #expect(found.recall == found.precision)
  }

  @Test("records without spread are all in the support at every level")
  func constant() async throws {
    let same = try line([1, 1, 1])
    let found = try await AlphaPrecision(real: same, synthetic: same, threads: 1)
    #expect(found.precision.allSatisfy { $0 == 1 })
    #expect(abs(found.precisionScore) < 1e-12)
  }
}
