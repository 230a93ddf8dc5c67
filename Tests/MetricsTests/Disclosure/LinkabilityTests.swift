import Metrics
import Statistics
import Tables
import Testing

@Suite struct `Linking two parts of a record` {
  private static func risk(
    _ tables: ReleaseTables, _ parts: ([String], [String]), threads: Int = 1,
    convention: DisclosureConvention = .corrected
  ) async throws -> DisclosureRisk {
    var generator = SeededGenerator(seed: 1, label: "linkability")
    return try await Linkability(
      tables, parts: parts, convention: convention, threads: threads
    )
    .risk(attempts: 100, using: &generator)
  }

  @Test("A copy links every member, at any number of threads", arguments: [1, 3])
  func copy(threads: Int) async throws {
    let tables = DisclosureTables.random(members: 100, holdOut: 100, released: 100, copying: true)
    let risk = try await Self.risk(tables, (["x0", "x1"], ["x2", "x3"]), threads: threads)
    #expect(risk.main == GuessOutcome(attempts: 100, successes: 100))
    #expect(risk.control.successes < 40)
    #expect(risk.naive.successes == 1)
  }

  @Test(
    "Where all released records are equally near, a link is as likely as a blind one; Anonymeter links all",
    arguments: [(DisclosureConvention.corrected, 1.0), (.anonymeter, 10)])
  func ties(convention: DisclosureConvention, links: Double) async throws {
    let dataset = DisclosureTables.dataset(
      [Array(repeating: 1, count: 30), Array(repeating: 2, count: 30)],
      levels: Array(repeating: "a", count: 30))
    let tables = ReleaseTables(
      dataset, members: Array(0..<10), holdOut: Array(10..<20), released: Array(20..<30))
    let risk = try await Self.risk(tables, (["x0"], ["x1"]), convention: convention)
    #expect(abs(risk.main.successes - links) < 1e-12 && risk.main.attempts == 10)
    #expect(
      convention == .anonymeter || !risk.isStrongerThanNaive
        || risk.main.successes - risk.naive.successes < 1e-12)
  }
}
