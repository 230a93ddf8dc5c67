import Auditing
import Foundation
import Statistics
import Tables

/// A release of mixed records with ties, missing values, a constant column and a level that only attacked records have.
struct MixedRelease {
  /// A record: two numbers, a constant, and two categories; nil where missing.
  struct Record {
    var amount: Double?
    var step: Double?
    var kind: Int?
    var place: Int?
  }

  /// The attacked records, members first.
  let audited: [Record]
  let released: [Record]
  let reference: [Record]
  let memberCount: Int

  /// Draws records of one source; a release is made of members, or of further records.
  ///
  /// - Parameters:
  ///   - members: The members, as many as there are non-members and reference records.
  ///   - seed: The seed of the draw.
  ///   - release: Makes the release from the members, given further records.
  init(
    members: Int, seed: UInt64 = 1,
    release: ([Record], [Record], inout SeededGenerator) -> [Record]
  ) {
    var generator = SeededGenerator(seed: seed, label: "mixed release")
    func draw(_ count: Int) -> [Record] {
      (0..<count).map { _ in
        let kind = generator.integer(below: 3)
        return Record(
          amount: generator.bernoulli(0.1) ? nil : generator.normal() + Double(kind),
          step: Double(generator.integer(below: 4)), kind: generator.bernoulli(0.1) ? nil : kind,
          place: generator.integer(below: 2))
      }
    }
    let own = draw(members)
    var others = draw(members)
    others[0].place = 2
    memberCount = members
    audited = own + others
    reference = draw(members)
    released = release(own, draw(members), &generator)
  }

  var isMember: [Bool] { audited.indices.map { $0 < memberCount } }

  /// All records, in the order of the rows of the signals.
  var all: [Record] { audited + released + reference }

  func signals(bank: ReleaseBank? = nil) throws -> Signals {
    let rows = all
    func numbers(_ values: [Double?]) -> Feature.Values { .numeric(values.map { $0 ?? .nan }) }
    func codes(_ values: [Int?], _ names: [String]) -> Feature.Values {
      .categorical(Categories(codes: values.map { Int32($0 ?? -1) }, names: names))
    }
    let dataset = Dataset(
      name: "mixed",
      features: [
        Feature(name: "amount", values: numbers(rows.map(\.amount))),
        Feature(name: "step", values: numbers(rows.map(\.step))),
        Feature(name: "constant", values: numbers(rows.map { _ in 7 })),
        Feature(name: "kind", values: codes(rows.map(\.kind), ["a", "b", "c"])),
        Feature(name: "place", values: codes(rows.map(\.place), ["here", "there", "nowhere"])),
      ],
      label: .notGiven(count: rows.count), groups: [], sources: [])
    let rowNumbers = Array(audited.indices)
    let first = audited.count + released.count
    return Signals(
      audited: try Outputs(records: rowNumbers), seed: 1,
      release: ReleaseSignals(
        records: try Records(dataset), audited: rowNumbers,
        released: Array(audited.count..<first), reference: Array(first..<rows.count), bank: bank))
  }

  /// A release of the members as they are.
  static func copy(members: Int = 150) -> MixedRelease {
    MixedRelease(members: members) { own, _, _ in own }
  }

  /// A release of other records of the same source.
  static func independent(members: Int = 150, seed: UInt64) -> MixedRelease {
    MixedRelease(members: members, seed: seed) { _, others, _ in others }
  }
}
