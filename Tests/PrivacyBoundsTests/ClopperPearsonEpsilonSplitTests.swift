import PrivacyBounds
import Statistics
import Testing

@Suite struct `The Clopper-Pearson bound of a split` {
  @Test("The judged half alone gives the bound, at the threshold of the choosing half")
  func given() throws {
    let level = try AuditLevel(delta: 0, significance: 0.05)
    let choosing = try TrialScores(
      with: Array(repeating: 2, count: 40), without: Array(repeating: 1, count: 40), models: 80)
    let judging = try TrialScores(
      with: normalScores(50, mean: 3), without: normalScores(50, mean: 0), models: 100)
    let found = try ClopperPearsonEpsilon.bound(
      choosingOn: choosing, judgingOn: judging, level: level)
    #expect(found.threshold == 2)
    #expect(try found.bound == ClopperPearsonEpsilon.bound(judging.counts(at: 2), level: level))
  }

  @Test("Choosing on the trials judged exceeds the truth more often than the split")
  func coverage() throws {
    // Scores of no information, so that every positive bound is a failure. A valid bound fails this
    // with a probability below 1e-6.
    let level = try AuditLevel(delta: 0, significance: 0.2)
    var generator = SeededGenerator(seed: 15, label: "split coverage")
    var (split, reused) = (0, 0)
    for _ in 0..<500 {
      let scores = try TrialScores(
        with: (0..<40).map { _ in generator.normal() },
        without: (0..<40).map { _ in generator.normal() }, models: 80)
      let honest = try ClopperPearsonEpsilon.bound(
        splitting: scores, level: level, using: &generator)
      let leaky = try ClopperPearsonEpsilon.bound(
        choosingOn: scores, judgingOn: scores, level: level)
      if honest.bound.epsilon > 0 { split += 1 }
      if leaky.bound.epsilon > 0 { reused += 1 }
    }
    #expect(split <= failuresAllowed(0.2, in: 500))
    #expect(reused > 2 * split)
  }

  @Test("The same seed splits alike")
  func seeded() throws {
    let level = try AuditLevel(delta: 0, significance: 0.05)
    let scores = try TrialScores(
      with: normalScores(60, mean: 2), without: normalScores(60, mean: 0), models: 120)
    var (first, second) = (
      SeededGenerator(seed: 3, label: "split"), SeededGenerator(seed: 3, label: "split")
    )
    let one = try ClopperPearsonEpsilon.bound(splitting: scores, level: level, using: &first)
    let two = try ClopperPearsonEpsilon.bound(splitting: scores, level: level, using: &second)
    #expect(one.bound == two.bound && one.threshold == two.threshold)
    #expect(one.bound.epsilon > 0)
  }
}
