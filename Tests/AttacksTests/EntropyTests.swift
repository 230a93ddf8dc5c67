import Attacks
import Testing

@Suite("Entropy")
struct EntropyTests {
  @Test("the score is minus the entropy, whatever the label is", arguments: [Int32(0), 1, 2])
  func minusEntropy(label: Int32) throws {
    let score = try score("entropy", probabilities: [0.7, 0.2, 0.1], label: label)
    #expect(isClose(score, -0.801819, tolerance: 1e-6))
  }

  @Test("it is not monotone in the confidence of the label")
  func notMonotone() throws {
    let scores = try [Float(-9), 0, 9].map { try score("entropy", logits: [$0, 0], label: 0) }
    #expect(scores[0] > scores[1] && scores[1] < scores[2])
  }
}
