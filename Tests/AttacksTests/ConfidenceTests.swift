import Attacks
import Testing

@Suite("Confidence")
struct ConfidenceTests {
  @Test(
    "the score is the log odds of the label",
    arguments: zip([Int32(0), 1, 2], [0.847298, -1.386294, -2.197225]))
  func logOdds(label: Int32, expected: Double) throws {
    let score = try score("confidence", probabilities: [0.7, 0.2, 0.1], label: label)
    #expect(isClose(score, expected, tolerance: 1e-6))
  }

  @Test("a saturated softmax keeps its order")
  func saturated() throws {
    let scores = try [Float(50), 60, 70].map { try score("confidence", logits: [$0, 0], label: 0) }
    #expect(scores == [50, 60, 70])
  }
}
