import Metrics
import Statistics
import Tables
import Testing

@Suite struct `Inference of an attribute` {
  private static func risk(
    _ tables: ReleaseTables, secret: String, known: [String]? = nil,
    convention: DisclosureConvention = .corrected
  ) async throws -> DisclosureRisk {
    var generator = SeededGenerator(seed: 1, label: "inference")
    return try await AttributeInference(
      tables, secret: secret, known: known, convention: convention, threads: 1
    )
    .risk(attempts: 100, using: &generator)
  }

  @Test("A copy gives every member's secret away, number or level", arguments: ["x3", "c"])
  func copy(secret: String) async throws {
    let tables = DisclosureTables.random(members: 100, holdOut: 100, released: 100, copying: true)
    let risk = try await Self.risk(tables, secret: secret)
    #expect(risk.main == GuessOutcome(attempts: 100, successes: 100))
    #expect(secret == "c" || risk.control.successes < 50)
  }

  /// Ten records with the known number 0 and a secret; one is released.
  private static func tables(secret: Double, guess: Double) -> ReleaseTables {
    let dataset = DisclosureTables.dataset(
      [Array(repeating: 0, count: 20) + [0.5], Array(repeating: secret, count: 20) + [guess]],
      levels: Array(repeating: "a", count: 21))
    return ReleaseTables(
      dataset, members: Array(0..<10), holdOut: Array(10..<20), released: [20])
  }

  @Test(
    "A number may be off by a twentieth of its own size, whatever the sign of the guess",
    arguments: [
      (100.0, 104.9, true), (100, 105.1, false), (-100, -104.9, true), (-100, -105.1, false),
      (100, -1, false), (0, 0, true), (0, 0.001, false), (.nan, .nan, true), (.nan, 1, false),
      (1, .nan, false),
    ])
  func tolerance(secret: Double, guess: Double, isRight: Bool) async throws {
    let risk = try await Self.risk(
      Self.tables(secret: secret, guess: guess), secret: "x1", known: ["x0"])
    #expect(risk.main.successes == (isRight ? 10 : 0))
    #expect(risk.naive.successes == risk.main.successes)
  }

  @Test(
    "By Anonymeter's convention the allowance is of the guess, so that every negative one is right",
    arguments: [
      (100.0, 105.2, true), (100, 95.2, false), (100, -1, true), (0, 0, true), (0, 1, false),
      (.nan, .nan, true), (.nan, 1, false), (1, .nan, false),
    ])
  func anonymeter(secret: Double, guess: Double, isRight: Bool) async throws {
    let risk = try await Self.risk(
      Self.tables(secret: secret, guess: guess), secret: "x1", known: ["x0"],
      convention: .anonymeter)
    #expect(risk.main.successes == (isRight ? 10 : 0))
  }

  @Test("Anonymeter's naive guess is the release's row of the target's number where it was drawn")
  func aligned() async throws {
    let dataset = DisclosureTables.dataset(
      [Array(repeating: 0, count: 40), (0..<10).map(Double.init) + (0..<30).map(Double.init)],
      levels: Array(repeating: "a", count: 40))
    let tables = ReleaseTables(
      dataset, members: Array(0..<10), holdOut: Array(10..<20), released: Array(10..<30))
    let risk = try await Self.risk(
      tables, secret: "x1", known: ["x0"], convention: .anonymeter)
    // Each of ten members has its own value at its row; ten of twenty released records are drawn.
    #expect(abs(risk.naive.successes - 5) < 1e-12)
    // The first of equally near records is the guess for all: 0, right for one member.
    #expect(risk.main.successes == 1)
  }

  @Test("Equally near records count with the share of them that is right")
  func ties() async throws {
    let dataset = DisclosureTables.dataset(
      [Array(repeating: 0, count: 24), Array(repeating: 1, count: 20) + [1, 2, 3, 4]],
      levels: Array(repeating: "a", count: 24))
    let tables = ReleaseTables(
      dataset, members: Array(0..<10), holdOut: Array(10..<20), released: Array(20..<24))
    #expect(try await Self.risk(tables, secret: "x1", known: ["x0"]).main.successes == 2.5)
  }

  @Test("An unknown secret and knowing nothing are refused")
  func refused() {
    let tables = DisclosureTables.random(members: 10, holdOut: 10, released: 10, width: 1)
    func problem(_ secret: String, _ known: [String]?) -> String? {
      do {
        _ = try AttributeInference(tables, secret: secret, known: known, threads: 1)
        return nil
      } catch let error { return error.description }
    }
    #expect(problem("y", nil) == "no column 'y' to infer; the columns are [\"x0\", \"c\"]")
    #expect(
      problem("c", []) == "to infer 'c' other columns must be known; name at least one")
    #expect(problem("c", ["c"]) == "to infer 'c' other columns must be known; name at least one")
  }
}
