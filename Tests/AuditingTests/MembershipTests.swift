import Auditing
import Testing

@Suite struct Memberships {
  /// Parts of a dataset of six records, and the message that refuses them.
  struct Refusal: Sendable, CustomTestStringConvertible {
    let parts: [(name: String, records: [Int])]
    let message: String

    var testDescription: String { message }
  }

  /// Ten records: six members, three non-members, and one in the population.
  static func example() throws -> Membership {
    try Membership(
      recordCount: 12,
      parts: [
        .init("train", role: .member, assignment: .randomSplit, records: [9, 1, 4, 5, 0, 7]),
        .init("test", role: .nonMember, assignment: .given, records: [8, 2, 11]),
        .init("others", role: .population, assignment: .given, records: [3]),
      ])
  }

  @Test(
    "Parts that overlap, share a name or leave the dataset are refused by name and row",
    arguments: [
      Refusal(
        parts: [("train", [0, 1, 2]), ("test", [5, 2])],
        message: "row 2 is in the parts 'train' and 'test'"),
      Refusal(parts: [("train", [3, 3])], message: "row 3 is in the parts 'train' and 'train'"),
      Refusal(
        parts: [("train", [0]), ("train", [1])],
        message: "two parts of the membership are named 'train'"),
      Refusal(
        parts: [("train", [0, 6])],
        message: "part 'train' names row 6 of a dataset of 6 records"),
      Refusal(
        parts: [("train", [0, -1])],
        message: "part 'train' names row -1 of a dataset of 6 records"),
    ])
  func refusals(refusal: Refusal) {
    #expect(throws: AuditingError(refusal.message)) {
      try Membership(
        recordCount: 6,
        parts: refusal.parts.map {
          Membership.Part($0.name, role: .member, assignment: .given, records: $0.records)
        })
    }
  }

  @Test("Rows come in ascending order whatever the order they were given in")
  func order() throws {
    let membership = try Self.example()
    #expect(membership.parts[0].records == [0, 1, 4, 5, 7, 9])
    #expect(membership.records(.member) == [0, 1, 4, 5, 7, 9])
    #expect(membership.records(.nonMember) == [2, 8, 11])
    #expect(membership.records(.population) == [3])
  }

  @Test("The audited records are members and non-members, merged in ascending order")
  func audited() throws {
    #expect(try Self.example().audited == [0, 1, 2, 4, 5, 7, 8, 9, 11])
    #expect(try Membership(recordCount: 3, parts: []).audited.isEmpty)
  }

  @Test("A role's records are those of all its parts")
  func severalParts() throws {
    let membership = try Membership(
      recordCount: 5,
      parts: [
        .init("late", role: .member, assignment: .given, records: [4, 1]),
        .init("out", role: .nonMember, assignment: .given, records: [2]),
        .init("early", role: .member, assignment: .given, records: [3, 0]),
      ])
    #expect(membership.records(.member) == [0, 1, 3, 4])
  }

  @Test("Pieces stand in the place of the part and keep its role and assignment")
  func refinement() throws {
    let whole = try Self.example()
    let refined = try whole.refining(
      "train", into: [("forgotten", [7, 0]), ("retained", [9, 5, 4, 1])])
    #expect(refined.parts.map(\.name) == ["forgotten", "retained", "test", "others"])
    #expect(refined.parts.map(\.role) == [.member, .member, .nonMember, .population])
    #expect(refined.parts.map(\.assignment) == [.randomSplit, .randomSplit, .given, .given])
    #expect(refined.parts[0].records == [0, 7])
    for role in Membership.Role.allCases {
      #expect(refined.records(role) == whole.records(role))
    }
  }

  @Test(
    "Pieces that are not exactly the part are refused",
    arguments: [
      [[0, 1, 4], [5, 7]], [[0, 1, 4], [5, 7, 9, 2]], [[0, 1, 4], [4, 5, 7, 9]], [[]],
    ])
  func inexactPieces(pieces: [[Int]]) throws {
    let named = pieces.enumerated().map { (name: "piece \($0)", records: $1) }
    let membership = try Self.example()
    #expect(
      throws: AuditingError("the pieces of part 'train' are not a partition of its records")
    ) { try membership.refining("train", into: named) }
  }

  @Test("A part that is not there cannot be divided, nor may a piece take another part's name")
  func namesOfPieces() throws {
    let membership = try Self.example()
    #expect(throws: AuditingError("there is no part 'trian' to divide")) {
      try membership.refining("trian", into: [])
    }
    #expect(throws: AuditingError("two parts of the membership are named 'test'")) {
      try membership.refining("train", into: [("test", [0, 1, 4, 5, 7, 9])])
    }
  }
}

@Suite struct `Canaries of a membership` {
  @Test("They are trained on by their role and are never among the audited records")
  func apart() throws {
    let membership = try Memberships.example().adding(
      [
        .init(
          "in", role: .member, assignment: .coinFlip(probability: 0.5), records: [13, 12],
          isCanary: true),
        .init(
          "out", role: .nonMember, assignment: .coinFlip(probability: 0.5), records: [14],
          isCanary: true),
      ], recordCount: 15)
    #expect(try membership.audited == Memberships.example().audited)
    #expect(membership.records(.member) == [0, 1, 4, 5, 7, 9, 12, 13])
    #expect(membership.records(.nonMember) == [2, 8, 11, 14])
    #expect(membership.recordCount == 15)
    let refined = try membership.refining(
      "in", into: [(name: "forgotten", records: [12]), (name: "retained", records: [13])])
    #expect(refined.parts.filter(\.isCanary).map(\.name) == ["forgotten", "retained", "out"])
    #expect(refined.audited == membership.audited)
  }
}
