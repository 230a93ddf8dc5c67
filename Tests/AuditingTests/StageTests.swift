import Auditing
import Statistics
import Tables
import Testing

/// Two records with one number each.
let twoRecords = Dataset(
  name: "two", features: [Feature(name: "size", values: .numeric([1, 2]))],
  label: Categories(codes: [0, 1], names: ["no", "yes"]), groups: [], sources: [])

@Suite struct `A stage's context` {
  static func draws(seed: UInt64, label: String, purpose: String) throws -> [UInt64] {
    let context = StageContext(
      records: try Records(twoRecords),
      membership: try Membership(recordCount: 2, parts: []), seed: seed, label: label)
    var generator = context.generator(purpose)
    return (0..<4).map { _ in generator.next() }
  }

  @Test("Randomness is fixed by seed, label and purpose, however often it is asked for")
  func repeatable() throws {
    let first = try Self.draws(seed: 3, label: "target 1/stage 1", purpose: "weights")
    #expect(try Self.draws(seed: 3, label: "target 1/stage 1", purpose: "weights") == first)
  }

  @Test("Another seed, label or purpose gives other numbers")
  func keys() throws {
    let streams = [
      try Self.draws(seed: 3, label: "target 1/stage 1", purpose: "weights"),
      try Self.draws(seed: 4, label: "target 1/stage 1", purpose: "weights"),
      try Self.draws(seed: 3, label: "shadow 1/stage 1", purpose: "weights"),
      try Self.draws(seed: 3, label: "target 1/stage 1", purpose: "batches"),
    ]
    #expect(Set(streams).count == streams.count)
  }
}
