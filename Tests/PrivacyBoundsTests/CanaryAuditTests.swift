import PrivacyBounds
import Statistics
import Testing

@Suite struct `An audit of canaries` {
  private func canaries(
    _ count: Int, distance: Double, using generator: inout SeededGenerator
  ) throws -> CanaryScores {
    let included = (0..<count).map { _ in generator.bernoulli(0.5) }
    return try CanaryScores(
      scores: included.map { generator.normal() + ($0 ? distance : 0) }, included: included,
      inclusion: .independentCoins)
  }

  @Test("One cut gets the whole significance, several get their shares and the best is reported")
  func grid() throws {
    var generator = SeededGenerator(seed: 4, label: "grid")
    let scores = try canaries(400, distance: 3, using: &generator)
    let cuts = try [10, 50, 100].map { try GuessCut(members: $0, nonMembers: $0) }
    let level = try AuditLevel(delta: 1e-5, significance: 0.06)
    let share = try AuditLevel(delta: 1e-5, significance: 0.02)
    for family in [EpsilonBound.Family.oneRun, .oneRunGaussian] {
      let found = try CanaryAudit.bound([scores], cuts: cuts, family: family, level: level)
      let single = try cuts.map {
        try CanaryAudit.bound([scores], cuts: [$0], family: family, level: share).bound.epsilon
      }
      #expect(found.bound.epsilon == single.max())
      #expect(found.cut == cuts[try #require(single.firstIndex(of: found.bound.epsilon))])
      #expect(found.bound.hypotheses == 3 && found.bound.family == family)
      #expect(found.bound.confidence == level.confidence)
    }
  }

  @Test("A declared cut gives the bound of its guesses")
  func fixed() throws {
    var generator = SeededGenerator(seed: 5, label: "fixed")
    let scores = try canaries(300, distance: 2, using: &generator)
    let cut = try GuessCut(members: 40, nonMembers: 0)
    let level = try AuditLevel(delta: 1e-5, significance: 0.05)
    let found = try CanaryAudit.bound([scores], cuts: [cut], family: .oneRun, level: level)
    #expect(try found.bound == OneRunEpsilon.bound(scores.guess(cut), level: level))
  }

  @Test("Models of their own coins are pooled: canaries, guesses and right guesses add up")
  func pooled() throws {
    var generator = SeededGenerator(seed: 9, label: "pool")
    let models = try (0..<3).map { _ in try canaries(100, distance: 2, using: &generator) }
    let cut = try GuessCut(members: 20, nonMembers: 10)
    let level = try AuditLevel(delta: 1e-5, significance: 0.05)
    let counts = try models.map { try $0.guess(cut) }
    let together = try GuessCounts(
      canaries: 300, guesses: 90, correct: counts.map(\.correct).reduce(0, +))
    let found = try CanaryAudit.bound(models, cuts: [cut], family: .oneRun, level: level)
    #expect(try found.bound == OneRunEpsilon.bound(together, level: level))
  }

  @Test("The half not chosen on gives the bound of the split")
  func split() throws {
    var generator = SeededGenerator(seed: 6, label: "halves")
    let scores = try canaries(400, distance: 3, using: &generator)
    let cuts = try [5, 20, 60].map { try GuessCut(members: $0, nonMembers: $0) }
    let level = try AuditLevel(delta: 1e-5, significance: 0.05)
    var (first, second) = (generator, generator)
    let found = try CanaryAudit.bound(splitting: [scores], cuts: cuts, level: level, using: &first)
    let judging = try scores.split(using: &second).judging
    let counts = try judging.guess(found.cut, plan: .chosenFromModel)
    #expect(try found.bound == OneRunEpsilon.bound(counts, level: level))
    #expect(found.bound.trials == 200 && found.bound.epsilon > 0)
  }

  @Test(
    "Grid and split call scores of no information a leak in at most a share alpha of 500 audits")
  func coverage() throws {
    // A valid bound fails this with a probability below 2e-6.
    var generator = SeededGenerator(seed: 15, label: "audit coverage")
    let cuts = try [4, 8, 16, 32].map { try GuessCut(members: $0, nonMembers: $0) }
    let level = try AuditLevel(delta: 0, significance: 0.2)
    var (grid, split) = (0, 0)
    for _ in 0..<500 {
      let scores = try canaries(160, distance: 0, using: &generator)
      let best = try CanaryAudit.bound([scores], cuts: cuts, family: .oneRun, level: level)
      let half = try CanaryAudit.bound(
        splitting: [scores], cuts: cuts, level: level, using: &generator)
      if best.bound.epsilon > 0 { grid += 1 }
      if half.bound.epsilon > 0 { split += 1 }
    }
    let allowed = failuresAllowed(0.2, in: 500)
    #expect(grid <= allowed && split <= allowed)
    #expect(grid > 0 && split > 0)
  }

  @Test("No cut and a family that needs models are refused")
  func refusals() throws {
    var generator = SeededGenerator(seed: 7, label: "refusals")
    let scores = try canaries(20, distance: 1, using: &generator)
    let level = try AuditLevel(delta: 1e-5, significance: 0.05)
    let cut = try GuessCut(members: 3, nonMembers: 3)
    #expect(
      refusal { _ = try CanaryAudit.bound([scores], cuts: [], family: .oneRun, level: level) }
        != nil)
    #expect(
      refusal {
        _ = try CanaryAudit.bound(splitting: [scores], cuts: [], level: level, using: &generator)
      } != nil)
    for family in [EpsilonBound.Family.clopperPearson, .gaussian, .jointBeta] {
      let line = refusal {
        _ = try CanaryAudit.bound([scores], cuts: [cut], family: family, level: level)
      }
      #expect(line?.contains("needs independent models, 1 given") == true)
    }
  }
}
