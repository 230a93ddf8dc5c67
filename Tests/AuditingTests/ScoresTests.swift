import Auditing
import Testing

@Suite struct `Scores of records` {
  static func example() throws -> Scores {
    try Scores(
      values: [0.5, -1, 3, 0.5, 2], isMember: [true, false, false, true, true])
  }

  @Test(
    "A score that is not finite is refused by its position",
    arguments: [Double.nan, .infinity, -.infinity])
  func nonFinite(value: Double) {
    #expect(throws: AuditingError("the score at position 2 is not finite")) {
      try Scores(values: [0, 1, value, value], isMember: [true, false, true, false])
    }
  }

  @Test("Members and non-members keep the order of the records")
  func sides() throws {
    let scores = try Self.example()
    #expect(scores.members == [0.5, 0.5, 2])
    #expect(scores.nonMembers == [-1, 3])
  }

  @Test("A selection carries the truth along, in the order asked for")
  func selection() throws {
    let selected = try Self.example().selecting([4, 1, 1, 0])
    #expect(selected.values == [2, -1, -1, 0.5])
    #expect(selected.isMember == [true, false, false, true])
    #expect(try Self.example().selecting([]).values.isEmpty)
  }

  @Test("As many scores as memberships are needed")
  func lengths() async {
    await #expect(processExitsWith: .failure) {
      _ = try Scores(values: [1, 2], isMember: [true])
    }
  }
}
