import Auditing
import Models
import Statistics
import Tables
import Testing

@Suite struct `Released records around each record` {
  @Test("Collected counts and radius are those of all Gower's distances")
  func direct() async throws {
    var generator = SeededGenerator(seed: 2, label: "neighbourhoods")
    // Whole numbers, so that many distances are equal.
    let values = (0..<90).map { _ in Double(generator.integer(below: 9)) }
    let (audited, released) = (Array(0..<31), Array(31..<90))
    let records = try Records(
      Dataset(
        name: "numbers", features: [Feature(name: "x", values: .numeric(values))],
        label: .notGiven(count: 90), groups: [], sources: []))
    let signals = try await ReleaseSignals(
      collecting: [.releasedWithin(.gower)], of: records, audited: audited, released: released,
      reference: [], threads: 1)
    let around = try signals.releasedWithin(.gower)
    let own = audited.map { values[$0] }
    let range = (own.max() ?? 1) - (own.min() ?? 0)
    // One of the two columns is the label that nobody gave.
    let distances = audited.map { record in
      released.map { abs(values[record] - values[$0]) / range / 2 }
    }
    let radius = distances.map { $0.min() ?? 0 }.sorted()[15]
    #expect(abs(around.radius - radius) < 1e-12)
    for (record, row) in distances.enumerated() {
      #expect(around.counts[record] == row.count { $0 <= radius + 1e-12 })
    }
    #expect(signals.toReleased[.gower] != nil && signals.toReference.isEmpty)
  }
}
