import Bilevel
import Statistics
import Testing

@Suite struct CollaborationTableTests {
  /// Federated averaging and a method that is fairer by 0.1 and less accurate by some share, with little spread.
  private static func table(accuracyLoss: Double, gain: Double = 0.1) -> CollaborationTable {
    CollaborationTable(
      methods: ["fedavg", "other"], measures: ["accuracy", "parity sex"],
      unfairness: "parity sex", level: 0.95,
      entries: (0..<5).flatMap { seed in
        let wobble = 0.001 * Double(seed)
        return [
          CollaborationTable.Entry(
            method: "fedavg", seed: seed,
            values: ["accuracy": 0.8 + wobble, "parity sex": 0.3 + wobble]),
          CollaborationTable.Entry(
            method: "other", seed: seed,
            values: [
              "accuracy": 0.8 - accuracyLoss, "parity sex": 0.3 - gain + 2 * wobble,
            ]),
        ]
      }, remarks: [])
  }

  @Test("the declared comparison holds for fairer methods at an accuracy at most a point lower")
  func declared() throws {
    #expect(try #require(Self.table(accuracyLoss: 0).comparison("other")).holds)
    #expect(try !#require(Self.table(accuracyLoss: 0.02).comparison("other")).holds)
    #expect(try !#require(Self.table(accuracyLoss: 0, gain: 0).comparison("other")).holds)
    #expect(Self.table(accuracyLoss: 0).comparison("fedavg") == nil)
    #expect(Self.table(accuracyLoss: 0).comparison("unknown") == nil)
  }

  @Test("differences are paired over seeds")
  func paired() throws {
    let found = try #require(Self.table(accuracyLoss: 0).comparison("other"))
    // The wobble of both methods is 0.001 a seed apart: mean 0.002, whatever the spread of each.
    #expect(abs(found.unfairness.mean + 0.098) < 1e-12)
    let interval = try #require(found.unfairness.interval)
    #expect(interval.low < -0.098 && interval.high > -0.098)
  }

  @Test("an attack on a set of the members themselves is always right, and on far points by chance")
  func nearness() {
    func records(_ values: [Double]) -> LocalRecords {
      LocalRecords(
        "r", features: values.flatMap { [$0, 1] }, labels: values.map { _ in 1 }, attributes: [],
        width: 2)
    }
    let members = records([0, 1, 2, 3])
    let others = records([0.5, 1.5, 2.5, 3.5])
    #expect(
      HeldOutScores.nearnessArea(
        members.points, members: members, nonMembers: others, limit: 10) == 1)
    #expect(
      HeldOutScores.nearnessArea(
        others.points, members: members, nonMembers: others, limit: 10) == 0)
    #expect(
      HeldOutScores.nearnessArea(
        members.points, members: members, nonMembers: members, limit: 10) == 0.5)
  }
}
