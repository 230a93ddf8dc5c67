import Attacks
import Auditing
import Testing

@Suite("Gap")
struct GapTests {
  @Test(
    "the score is 1 where the label has the highest class score, alone or with others",
    arguments: zip(
      [[Float(2), 1, 0], [1, 2, 0], [2, 2, 0], [80, 79, 0], [79, 80, 0]],
      [1.0, 0, 1, 1, 0]))
  func correct(logits: [Float], expected: Double) throws {
    #expect(try score("gap", logits: logits, label: 0) == expected)
  }

  @Test("its threshold lies between its scores")
  func threshold() throws {
    let type = try #require(attacks.first { $0.name == "gap" })
    #expect(type.declaration.fixedThreshold == 0.5)
  }
}
