import Attacks
import Auditing
import Foundation
import Testing

@Suite struct `Marginal ratios` {
  /// The levels of a record's categories, missing ones a level of their own.
  private static func key(_ record: MixedRelease.Record, _ columns: [String]) -> [Int] {
    columns.map { $0 == "kind" ? record.kind ?? 9 : record.place ?? 9 }
  }

  private static func shares(
    _ records: [MixedRelease.Record], _ columns: [String], given: [String]
  ) -> (MixedRelease.Record) -> Double {
    var (joint, parents): ([[Int]: Double], [[Int]: Double]) = ([:], [:])
    for record in records {
      joint[key(record, columns), default: 0] += 1
      parents[key(record, given), default: 0] += 1
    }
    return { record in
      joint[key(record, columns)].map { $0 / (parents[key(record, given)] ?? 1) } ?? 1e-10
    }
  }

  @Test(
    "Ratios of named focal points equal those from dictionaries",
    arguments: [
      ("marginal-ratio", [["kind", "place"], ["place"]], false),
      ("marginal-ratio-conditional", [["kind", "place"]], true),
      ("marginal-ratio-conditional", [["place", "kind"], ["kind"]], true),
    ])
  func dictionaries(name: String, sets: [[String]], isConditional: Bool) throws {
    let sample = MixedRelease.copy(members: 60)
    let points = sets.map { "\"" + $0.joined(separator: " + ") + "\"" }.joined(separator: ", ")
    let scores = try attack(name, "focalPoints: [\(points)]").scores(for: sample.signals())
    let ratios = sets.map { columns in
      let given = isConditional ? Array(columns.dropFirst()) : []
      return (
        Self.shares(sample.released, columns, given: given),
        Self.shares(sample.reference, columns, given: given)
      )
    }
    for (record, score) in zip(sample.audited, scores) {
      let sum = ratios.reduce(0.0) { $0 + $1.0(record) / $1.1(record) }
      let expected = sum / Double(sets.count)
      #expect(abs(score - expected) <= 1e-12 * expected)
    }
  }

  /// A bank of releases that say what they keep.
  private static func bank(_ marginals: [[[String]]], records: Int) -> ReleaseBank {
    ReleaseBank(
      releases: marginals.map { _ in [0] },
      inclusion: Inclusion(marginals.map { _ in Array(repeating: true, count: records) }),
      marginals: marginals)
  }

  /// What of a bank's sets counts at a privacy budget, and how much.
  private static let chosen: [(Double, [String], [Double])] = [
    (0.5, ["kind + place", "place"], [3, 2]), (1, ["kind + place", "place"], [3, 2]),
    (10, ["kind + place"], [3]),
  ]

  @Test(
    "Of a bank's sets those count that enough releases keep, as often as they do",
    arguments: chosen)
  func bank(epsilon: Double, kept: [String], weights: [Double]) throws {
    let sample = MixedRelease.copy(members: 60)
    let marginals = [
      [["kind", "place"], ["place"]], [["kind", "place"], ["kind"]],
      [["kind", "place"], ["place"]],
    ]
    let signals = try sample.signals(bank: Self.bank(marginals, records: sample.audited.count))
    let scores = try attack("marginal-ratio", "epsilon: \(epsilon)").scores(for: signals)
    let parts = try kept.map {
      try attack("marginal-ratio", "focalPoints: [\($0)]").scores(for: sample.signals())
    }
    for (record, score) in scores.enumerated() {
      let sum = zip(parts, weights).reduce(0.0) { $0 + $1.0[record] * $1.1 }
      let expected = sum / Double(kept.count)
      #expect(abs(score - expected) <= 1e-12 * abs(expected))
    }
  }

  @Test("The pairs with most mutual information are taken where there are more than allowed")
  func information() throws {
    // Amounts follow kinds, and nothing else follows anything.
    let sample = MixedRelease.copy(members: 400)
    let one = try attack("marginal-ratio", "pairs: 1").scores(for: sample.signals())
    let named = try attack("marginal-ratio", "focalPoints: [amount + kind]").scores(
      for: sample.signals())
    #expect(one == named)
  }

  @Test(
    "Focal points that cannot be are refused in one line",
    arguments: [
      ("[nowhere]", "no column 'nowhere' for a focal point; there are 'amount', 'step', "),
      ("[kind + kind]", "the focal point names the column 'kind' twice"),
    ])
  func refusals(points: String, message: String) throws {
    let signals = try MixedRelease.copy(members: 10).signals()
    let error = #expect(throws: AuditingError.self) {
      try attack("marginal-ratio", "focalPoints: \(points)").scores(for: signals)
    }
    #expect(error?.description.hasPrefix(message) == true)
  }

  @Test("A focal point without a name is refused at its line")
  func unnamed() {
    #expect(throws: (any Error).self) {
      try attack("marginal-ratio", "focalPoints: [\"kind + \"]")
    }
  }
}
