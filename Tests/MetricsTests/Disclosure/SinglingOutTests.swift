import Metrics
import Statistics
import Tables
import Testing

@Suite struct `Singling records out` {
  private static func risk(
    _ tables: ReleaseTables, _ kind: SinglingOut.Kind, attempts: Int = 200,
    convention: DisclosureConvention = .corrected
  ) -> DisclosureRisk? {
    var generator = SeededGenerator(seed: 1, label: "singling out")
    let attack = SinglingOut(tables, convention: convention, using: &generator)
    return attack.risk(kind, attempts: attempts, using: &generator)
  }

  /// One numeric column, the same in all three tables but for what a test changes.
  private static func column(
    members: [Double], holdOut: [Double], released: [Double]
  ) -> ReleaseTables {
    let all = members + holdOut + released
    return ReleaseTables(
      DisclosureTables.dataset([all], levels: all.map { _ in "a" }),
      members: Array(members.indices), holdOut: holdOut.indices.map { members.count + $0 },
      released: released.indices.map { members.count + holdOut.count + $0 })
  }

  @Test("A value that occurs once, and the ends where they do, single out; others do not")
  func univariate() throws {
    // Statements: x = 1, x <= 1, x = 9, x >= 9; 5 occurs twice. Members have 1 once and 9 twice; the hold-out neither.
    let tables = Self.column(
      members: [1, 5, 9, 9], holdOut: [5, 5, 6, 6], released: [1, 5, 5, 9])
    let risk = try #require(Self.risk(tables, .univariate))
    #expect(risk.main == GuessOutcome(attempts: 4, successes: 2))
    #expect(risk.control == GuessOutcome(attempts: 4, successes: 0))
  }

  @Test("The only missing value singles out")
  func missing() throws {
    let tables = Self.column(
      members: [.nan, 5, 5], holdOut: [.nan, .nan, 5], released: [.nan, 5, 5])
    let risk = try #require(Self.risk(tables, .univariate))
    #expect(risk.main == GuessOutcome(attempts: 1, successes: 1))
    #expect(risk.control == GuessOutcome(attempts: 1, successes: 0))
  }

  @Test("Without a statement that is true of one released record there is no risk to tell")
  func none() {
    let tables = Self.column(members: [1, 2], holdOut: [1, 2], released: [3, 3])
    #expect(Self.risk(tables, .univariate) == nil)
  }

  @Test("Columns take turns, so that one of many rare values does not stand for all")
  func turns() throws {
    let rare = (0..<100).map(Double.init)
    let all = rare + rare + rare
    let coarse = all.indices.map { $0 % 100 == 0 ? 1.0 : 0 }
    let tables = ReleaseTables(
      DisclosureTables.dataset([all, coarse], levels: all.map { _ in "a" }),
      members: Array(0..<100), holdOut: Array(100..<200), released: Array(200..<300))
    // The coarse column has two statements: its single 1 is also its greatest value.
    let risk = try #require(Self.risk(tables, .univariate, attempts: 4))
    #expect(risk.main.attempts == 4 && risk.main.successes == 4)
  }

  @Test(
    "A copy of the members singles out far more of them than of the hold-out, an independent sample no more",
    arguments: [SinglingOut.Kind.univariate, .multivariate(columns: 3)])
  func direction(kind: SinglingOut.Kind) throws {
    let copy = DisclosureTables.random(members: 400, holdOut: 400, released: 400, copying: true)
    let leaking = try #require(Self.risk(copy, kind))
    #expect(leaking.main.successes == Double(leaking.main.attempts))
    #expect(leaking.control.successes < 0.5 * leaking.main.successes)
    let sample = DisclosureTables.random(members: 400, holdOut: 400, released: 400)
    let safe = try #require(Self.risk(sample, kind))
    // Both counts are near their common expectation: 5 standard errors of a difference of two proportions.
    let difference = abs(safe.main.successes - safe.control.successes)
    #expect(difference < 5 * (0.5 * Double(safe.main.attempts)).squareRoot())
  }

  @Test(
    "By Anonymeter's convention repeated records are one, and statements that were not found count as failed"
  )
  func anonymeter() throws {
    // Statements of the released 1, 5, 9: equal to each, at most 1, at least 9. Members without repeats are 1, 9 and 5.
    let tables = Self.column(
      members: [1, 5, 9, 9, 9], holdOut: [1, 1, 5, 5, 6], released: [1, 5, 5, 9])
    let risk = try #require(Self.risk(tables, .univariate, attempts: 10, convention: .anonymeter))
    #expect(risk.main == GuessOutcome(attempts: 10, successes: 5))
    // Of the hold-out's 1, 5, 6 all but x = 9 and x >= 9 hold for one record.
    #expect(risk.control == GuessOutcome(attempts: 10, successes: 3))
  }

  @Test(
    "By Anonymeter's convention columns do not take turns, and a hold-out of half the size counts half"
  )
  func shuffled() throws {
    let rare = (0..<3000).map(Double.init)
    let all = rare + Array(rare.prefix(1500)) + rare
    let coarse = all.indices.map { $0 == 4500 ? 1.0 : 0 }
    let tables = ReleaseTables(
      DisclosureTables.dataset([all, coarse], levels: all.map { _ in "a" }),
      members: Array(0..<3000), holdOut: Array(3000..<4500), released: Array(4500..<7500))
    let risk = try #require(Self.risk(tables, .univariate, attempts: 100, convention: .anonymeter))
    // Both statements about the coarse column are among 100 of 3004 with a probability of 0.001.
    #expect(risk.main.successes >= 99)
    // Half of the statements are about values of the hold-out; 5 standard errors of 100 draws, extrapolated by 0.5002.
    #expect(abs(risk.control.successes - 25) < 5 * 2.5)
  }

  @Test("Members and hold-out are looked up at the size of the smaller one")
  func sizes() {
    var generator = SeededGenerator(seed: 1, label: "sizes")
    let tables = DisclosureTables.random(members: 300, holdOut: 100, released: 50)
    #expect(SinglingOut(tables, using: &generator).recordCount == 100)
  }
}
