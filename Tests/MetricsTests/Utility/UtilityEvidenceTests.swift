import Auditing
import Metrics
import SampleTables
import Settings
import Tables
import Testing

@Suite("Utility evidence")
struct UtilityEvidenceTests {
  /// Every figure for which less is better.
  private func figures(_ real: Dataset, _ release: Dataset) throws -> [UtilityComparison] {
    let evidence = try UtilityEvidence(
      real: real, release: release, plan: UtilityPlan(splits: 1, seed: 1))
    return (1...3).map { evidence.marginals(order: $0) } + evidence.associationDifferences()
      + evidence.columnDifferences()
  }

  @Test(
    "a copy is at 0, a sample no closer, and the sample with shuffled columns no closer than that, in every figure"
  )
  func laws() throws {
    let real = sampleTable(1500, seed: 7)
    let sample = real.selecting(rows: Array(0..<500))
    let tables = [real, sample, shufflingColumns(sample, seed: 7)]
    let measured = try tables.map { try figures(real, $0) }
    for place in measured[0].indices {
      let values = try measured.map { try #require($0[place].release.reading.value) }
      let name = measured[0][place].release.reading.metric
      #expect(abs(values[0]) < 1e-12, "\(name)")
      #expect(values[0] <= values[1] && values[1] <= values[2] + 1e-12, "\(name): \(values)")
      #expect(measured[0][place].release.direction == .lowerIsBetter)
    }
    let pairs = try measured.map { try #require($0[1].release.reading.value) }
    #expect(pairs[2] > 1.5 * pairs[1])
  }

  @Test("figures do not depend on the order of records or columns of the release")
  func order() throws {
    let (real, release) = (sampleTable(200, seed: 1), sampleTable(100, seed: 2))
    let turned = release.selecting(rows: Array((0..<100).reversed()))
    let other = Dataset(
      name: turned.name, features: turned.features.reversed(), label: turned.label, groups: [],
      sources: [])
    let (first, second) = (try figures(real, release), try figures(real, other))
    for (left, right) in zip(first, second) {
      let values = (left.release.reading.value ?? -1, right.release.reading.value ?? -1)
      #expect(abs(values.0 - values.1) < 1e-12, "\(left.release.reading.metric)")
    }
  }

  @Test(
    "tables of one record, of constants and of unseen levels have figures or say that they have none"
  )
  func degenerate() throws {
    let real = sampleTable(40, seed: 1)
    let constant = table(
      "release", numbers: ["score": [.nan], "tally": [3]],
      levels: ["colour": ([0], ["purple"]), "size": ([-1], ["l"])], label: ([0], ["maybe"]))
    let found = try figures(real, constant)
    for figure in found.flatMap(\.readings) {
      #expect((figure.reading.value == nil) == (figure.reading.status == .notApplicable))
      #expect(figure.reading.value?.isFinite ?? true, "\(figure.reading.metric)")
    }
    #expect(found[2].release.reading.value == 1)
  }

  @Test("too few records are refused with the table's name")
  func refused() throws {
    let one = sampleTable(1, seed: 1)
    let short = #expect(throws: MetricsError.self) {
      try UtilityEvidence(real: one, release: one)
    }
    #expect(
      short?.description == "real: 1 real records cannot be split into halves; give at least 2")
    let empty = #expect(throws: MetricsError.self) {
      try UtilityEvidence(
        real: sampleTable(9, seed: 1), release: sampleTable(0, seed: 1, name: "release"))
    }
    #expect(empty?.description == "release: no records to compare with real")
  }

  @Test("the plan's settings are read with their ranges")
  func plan() throws {
    var settings = try Settings(yaml: "bins: 5\nsets: 7\nsplits: 2", file: "s.yaml")
    #expect(
      try UtilityPlan(&settings, seed: 3) == UtilityPlan(bins: 5, setLimit: 7, splits: 2, seed: 3))
    try settings.finish()
    #expect(throws: SettingsError.self) {
      var settings = try Settings(yaml: "bins: 1", file: "s.yaml")
      _ = try UtilityPlan(&settings, seed: 0)
    }
  }
}
