import PrivacyBounds
import Statistics
import Testing

@Suite struct `Scores of canaries` {
  private func canaries(_ scores: [Double], _ included: [Bool]) throws -> CanaryScores {
    try CanaryScores(scores: scores, included: included, inclusion: .independentCoins)
  }

  @Test("The highest are guessed to be members and the lowest not")
  func guesses() throws {
    let scores = try canaries([5, 1, 4, 2, 3], [true, false, false, true, true])
    let counts = try scores.guess(GuessCut(members: 2, nonMembers: 2))
    #expect(try counts == GuessCounts(canaries: 5, guesses: 4, correct: 2))
  }

  @Test("A tie that straddles a cut is abstained on whole")
  func ties() throws {
    let scores = try canaries([1, 2, 2, 2, 3], [false, true, true, false, true])
    let top = try scores.guess(GuessCut(members: 2, nonMembers: 0))
    #expect(try top == GuessCounts(canaries: 5, guesses: 2, correct: 1, abstentions: 1))
    let both = try scores.guess(GuessCut(members: 3, nonMembers: 2))
    #expect(try both == GuessCounts(canaries: 5, guesses: 5, correct: 2, abstentions: 3))
    let whole = try scores.guess(GuessCut(members: 4, nonMembers: 1))
    #expect(try whole == GuessCounts(canaries: 5, guesses: 5, correct: 4))
    let equal = try canaries([7, 7, 7], [true, true, true])
    #expect(try equal.guess(GuessCut(members: 3, nonMembers: 0)).correct == 3)
    #expect(try equal.guess(GuessCut(members: 2, nonMembers: 1)).made == 0)
  }

  @Test("The outcome agrees with counting for every canary those strictly above and below it")
  func slow() throws {
    var generator = SeededGenerator(seed: 2, label: "guesses")
    for _ in 0..<200 {
      let scores = (0..<12).map { _ in Double(generator.integer(below: 6)) }
      let included = scores.map { _ in generator.bernoulli(0.5) }
      let cut = try GuessCut(
        members: 1 + generator.integer(below: 6), nonMembers: generator.integer(below: 6))
      var (made, correct) = (0, 0)
      for (score, isIncluded) in zip(scores, included) {
        let isTop = scores.count { $0 >= score } <= cut.members
        let isBottom = scores.count { $0 <= score } <= cut.nonMembers
        if isTop || isBottom { made += 1 }
        if (isTop && isIncluded) || (isBottom && !isIncluded) { correct += 1 }
      }
      let counts = try canaries(scores, included).guess(cut)
      #expect(counts.made == made && counts.correct == correct)
    }
  }

  @Test("Neither the order of the canaries nor infinite scores disturb the outcome")
  func order() throws {
    let forth = try canaries([-.infinity, 1, 1, .infinity], [false, true, false, true])
    let back = try canaries([.infinity, 1, 1, -.infinity], [true, false, true, false])
    for cut in [try GuessCut(members: 1, nonMembers: 1), try GuessCut(members: 2, nonMembers: 0)] {
      #expect(try forth.guess(cut) == back.guess(cut))
    }
  }

  @Test("A split deals every canary with its coin to one half")
  func split() throws {
    var generator = SeededGenerator(seed: 1, label: "split")
    let all = try canaries((0..<9).map(Double.init), (0..<9).map { $0.isMultiple(of: 3) })
    let (choosing, judging) = try all.split(using: &generator)
    #expect(choosing.scores.count == 4)
    #expect((choosing.scores + judging.scores).sorted() == all.scores)
    for part in [choosing, judging] {
      #expect(part.included == part.scores.map { Int($0).isMultiple(of: 3) })
    }
    let one = try canaries([1], [true])
    #expect(refusal { _ = try one.split(using: &generator) } != nil)
  }

  @Test("NaN, missing coins, no canary and a fixed number of members are refused")
  func refusals() {
    #expect(
      refusal { _ = try canaries([1, .nan], [true, false]) }?.hasPrefix("score 2 of 2") == true)
    #expect(
      refusal { _ = try canaries([1, 2], [true]) }?.hasPrefix("2 scores of 1 canaries") == true)
    #expect(refusal { _ = try canaries([], []) } != nil)
    let fixed = refusal {
      _ = try CanaryScores(scores: [1], included: [true], inclusion: .other)
    }
    #expect(fixed?.hasPrefix("a one-run bound needs canaries included by independent") == true)
  }

  @Test("A cut of nothing or of more than all is refused")
  func cuts() throws {
    #expect(refusal { _ = try GuessCut(members: 0, nonMembers: 0) } != nil)
    #expect(refusal { _ = try GuessCut(members: -1, nonMembers: 2) } != nil)
    let scores = try canaries([1, 2], [true, false])
    let line = refusal { _ = try scores.guess(GuessCut(members: 2, nonMembers: 1)) }
    #expect(
      line
        == "the cut top 2, bottom 1 needs more guesses than there are canaries, 2; make it smaller")
    #expect(refusal { _ = try scores.guess(GuessCut(members: .max, nonMembers: .max)) } != nil)
  }
}
