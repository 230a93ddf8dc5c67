import Metrics
import Statistics
import Testing

@Suite struct `Risks of single records` {
  static let decisions = [
    [true, true, false, true], [true, false, false, true], [false, true, false, false],
    [false, false, true, true],
  ]
  static let inclusions = [
    [true, false, false, true], [true, true, true, false], [false, false, true, false],
    [false, true, false, true],
  ]

  @Test("A record's decisions are counted against its own inclusions")
  func counts() throws {
    let risks = try recordRisks(decisions: Self.decisions, inclusions: Self.inclusions)
    #expect(risks.map(\.row) == [0, 1, 2, 3])
    #expect(risks.map(\.successRate) == [1, 0, 0.25, 0.75])
    #expect(risks.map(\.included) == [2, 2, 2, 2])
    #expect(risks.map(\.found) == [2, 0, 0, 2])
    #expect(risks.map(\.accused) == [0, 2, 1, 1])
    #expect(risks.map(\.agreement) == [0.5, 0.5, 0.75, 0.75])
    #expect(risks[3].interval == clopperPearson(successes: 3, trials: 4, level: 0.95))
    // Four right of four: the lower end is the fourth root of 0.025.
    #expect(abs(risks[0].interval.low - 0.397635364383525) < 1e-12)
  }

  @Test("The most exposed come first, and of equals the earlier row")
  func order() throws {
    let risks = try recordRisks(
      decisions: [[true, true, false, true]], inclusions: [[false, true, true, true]])
    #expect(mostExposed(risks, 3).map(\.row) == [1, 3, 0])
    #expect(mostExposed(risks, 9).map(\.row) == [1, 3, 0, 2])
    #expect(mostExposed(risks, 0).isEmpty)
  }

  @Test("No model, and matrices that do not match, are refused")
  func refused() {
    for (decisions, inclusions) in [
      ([], []), ([[true]], []), ([[true], [true, false]], [[true], [true, false]]),
      ([[true]], [[true, false]]),
    ] as [([[Bool]], [[Bool]])] {
      #expect(throws: MetricsError.self) {
        try recordRisks(decisions: decisions, inclusions: inclusions)
      }
    }
  }
}
