import Attacks
import Auditing
import Tables
import Testing

@Suite struct `Monte-Carlo attack` {
  private func signals(counts: [Int], closeness: [Double], released: Int) throws -> Signals {
    let rows = counts.count + released
    let dataset = Dataset(
      name: "neighbours",
      features: [Feature(name: "x", values: .numeric(Array(repeating: 0, count: rows)))],
      label: .notGiven(count: rows), groups: [], sources: [])
    return Signals(
      audited: try Outputs(records: Array(counts.indices)), seed: 1,
      release: ReleaseSignals(
        records: try Records(dataset), audited: Array(counts.indices),
        released: Array(counts.count..<rows),
        within: [.gower: ReleaseNeighborhoods(radius: 1, counts: counts, closeness: closeness)]))
  }

  @Test(
    "The score is the share of released records around, or the nearness of them all by their number"
  )
  func shares() throws {
    let signals = try signals(counts: [0, 3, 1], closeness: [0, 1.5, 6], released: 12)
    #expect(try attack("monte-carlo").scores(for: signals) == [0, 0.25, 1.0 / 12])
    #expect(try attack("monte-carlo-distance").scores(for: signals) == [0, 0.125, 0.5])
  }
}
