import PrivacyBounds
import Statistics
import Testing

@Suite struct `Scores of trials` {
  @Test("A score equal to the threshold is a member's")
  func threshold() throws {
    let scores = try TrialScores(with: [1, 2, 3], without: [0, 2], models: 5)
    #expect(try scores.counts(at: 2) == trials(2, of: 3, 1, of: 2))
    #expect(try scores.counts(at: .infinity) == trials(0, of: 3, 0, of: 2))
    #expect(refusal { _ = try scores.counts(at: .nan) }?.contains("NaN") == true)
  }

  @Test("A NaN is refused with its place")
  func notANumber() {
    let line = refusal { _ = try TrialScores(with: [1], without: [0, .nan], models: 3) }
    #expect(line?.hasPrefix("score 2 of 2 trials without the record is NaN") == true)
  }

  @Test("Scores that share a model are refused")
  func oneModel() {
    let line = refusal { _ = try TrialScores(with: [1, 2], without: [0], models: 1) }
    #expect(line?.hasPrefix("needs independent models, one for each of 3 trials, 1 given") == true)
  }

  @Test("A split deals every score to one part, half of each side to the first")
  func split() throws {
    var generator = SeededGenerator(seed: 1, label: "split")
    let scores = try TrialScores(
      with: (0..<7).map(Double.init), without: (10..<15).map(Double.init), models: 12)
    let (choosing, judging) = try scores.split(using: &generator)
    #expect(choosing.with.count == 3 && choosing.without.count == 2)
    #expect((choosing.with + judging.with).sorted() == scores.with)
    #expect((choosing.without + judging.without).sorted() == scores.without)
  }

  @Test("One trial on a side cannot be split")
  func tooFew() throws {
    var generator = SeededGenerator(seed: 1, label: "split")
    let scores = try TrialScores(with: [1], without: [0, 2], models: 3)
    let line = refusal { _ = try scores.split(using: &generator) }
    #expect(line?.contains("cannot be split") == true)
  }
}
