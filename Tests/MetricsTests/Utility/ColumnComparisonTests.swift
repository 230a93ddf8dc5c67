import Auditing
import Metrics
import SampleTables
import Statistics
import Tables
import Testing

@Suite("Column comparison")
struct ColumnComparisonTests {
  private func numbers(_ real: [Double], _ release: [Double]) throws -> ColumnComparison.Numbers {
    let comparison = ColumnComparison(name: "x", real: real, release: release)
    guard case .numbers(let numbers) = comparison.difference else { throw Unexpected() }
    return try #require(numbers)
  }

  private struct Unexpected: Error {}

  @Test("a shift by five deviations' worth is that in Wasserstein distance and mean")
  func shift() throws {
    let found = try numbers([0, 1, 3], [5, 6, 8])
    let deviation = (14.0 / 9).squareRoot()
    #expect(found.kolmogorovSmirnov == 1)
    #expect(abs(try #require(found.wasserstein) - 5 / deviation) < 1e-12)
    #expect(abs(try #require(found.meanDifference) - 5 / deviation) < 1e-12)
  }

  @Test("distances of unequal samples with ties are those of the two distribution functions")
  func definition() throws {
    var generator = SeededGenerator(seed: 4, label: "columns")
    let real = (0..<60).map { _ in Double(generator.integer(below: 12)) }
    let release = (0..<41).map { _ in Double(generator.integer(below: 15)) / 1.5 }
    func share(_ values: [Double], _ limit: Double) -> Double {
      Double(values.count { $0 <= limit }) / Double(values.count)
    }
    let points = Set(real + release).sorted()
    let gaps = points.map { abs(share(real, $0) - share(release, $0)) }
    let area = zip(gaps, zip(points, points.dropFirst())).reduce(0) {
      $0 + $1.0 * ($1.1.1 - $1.1.0)
    }
    let found = try numbers(real + [.nan], release)
    #expect(found.kolmogorovSmirnov == gaps.max())
    let scale = populationVariance(real).squareRoot()
    #expect(abs(try #require(found.wasserstein) - area / scale) < 1e-12)
  }

  @Test("a constant real column has no scale, and a column without numbers no distance")
  func edges() throws {
    let constant = try numbers([2, 2], [2, 3])
    #expect(constant.kolmogorovSmirnov == 0.5)
    #expect(constant.wasserstein == nil && constant.meanDifference == nil)
    let empty = ColumnComparison(name: "x", real: [.nan, 1], release: [.nan, .nan])
    #expect(empty.distance == nil && empty.missing == (0.5, 1))
  }

  @Test("unseen and lost levels are named with their shares, the most frequent first")
  func levels() {
    let names = ["a", "b", "c", "d", "never"]
    let comparison = ColumnComparison(
      name: "x", real: Categories(codes: [0, 0, 0, 1, -1], names: names),
      release: Categories(codes: [0, 3, 3, 2], names: names))
    guard case .levels(let levels) = comparison.difference else {
      Issue.record("not categorical")
      return
    }
    #expect(levels.unseen.map(\.name) == ["d", "c"] && levels.unseen.map(\.share) == [0.5, 0.25])
    #expect(levels.lost.map(\.name) == ["b"] && levels.lost.map(\.share) == [0.2])
    #expect(abs(levels.totalVariation - (0.35 + 0.2 + 0.2 + 0.75) / 2) < 1e-15)
    #expect(comparison.missing == (0.2, 0))
  }

  @Test("means over columns leave out what a column does not have")
  func means() throws {
    let real = table("r", numbers: ["a": [1, 2], "b": [3, 3]], label: ([0, 1], ["n", "y"]))
    let release = table(
      "s", numbers: ["a": [1, .nan], "b": [3, 3]], label: ([0, 0], ["n", "y"]))
    let figures = try UtilityEvidence(real: real, release: release).columnDifferences()
    let values = Dictionary(
      uniqueKeysWithValues: figures.map { ($0.release.reading.metric, $0.release.reading.value) })
    #expect(values["column-ks"] == 0.25)
    #expect(values["column-mean-difference"] == 1)
    #expect(values["missing-difference"] == 0.5 / 3)
    #expect(values["unseen-share"] == 0)
    #expect(values["lost-share"] == 0.5)
    #expect(figures.last?.release.worst?.columns == ["label"])
  }
}
