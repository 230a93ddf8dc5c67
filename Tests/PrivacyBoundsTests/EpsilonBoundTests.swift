import PrivacyBounds
import Testing

@Suite struct `A bound on epsilon` {
  @Test("Its line rounds down and names family, level, outcome and trials")
  func line() throws {
    let bound = try ClopperPearsonEpsilon.bound(
      trials(100, of: 1000, 1, of: 1000), level: AuditLevel(delta: 0, significance: 0.05),
      thresholds: 3)
    #expect(
      "\(bound)"
        == "epsilon >= 2.4421 at delta 0.0 (Clopper-Pearson, 95.0% confidence over 3 thresholds, "
        + "1099 of 2000 guesses right, 2000 independent models)")
  }

  @Test("A family that assumes the trade-off says so, and a credible one is not called confident")
  func conditions() throws {
    let level = try AuditLevel(delta: 1e-5, significance: 0.1)
    let gaussian = try GaussianEpsilon.bound(trials(90, of: 99, 1, of: 99), level: level)
    #expect("\(gaussian)".hasSuffix(", if the trade-off is Gaussian"))
    let joint = try JointBetaEpsilon(trials(90, of: 99, 1, of: 99), level: level).bound
    #expect("\(joint)".contains("90.0% credibility"))
    let run = try OneRunEpsilon.bound(
      GuessCounts(canaries: 100, guesses: 50, correct: 45, abstentions: 2), level: level)
    #expect("\(run)".contains("45 of 48 guesses right, 100 independent canaries"))
  }

  @Test("A canary inserted k times bounds the epsilon of groups of k")
  func groups() throws {
    let bound = try OneRunEpsilon.bound(
      GuessCounts(canaries: 100, guesses: 50, correct: 45),
      level: AuditLevel(delta: 0, significance: 0.05))
    let group = try bound.forGroups(of: 4)
    #expect(bound.groupSize == 1 && group.groupSize == 4 && group.epsilon == bound.epsilon)
    #expect("\(group)".contains("for groups of 4 records at delta"))
    let line = refusal { _ = try bound.forGroups(of: 0) }
    #expect(line?.hasPrefix("a group of 0 records has no epsilon") == true)
  }
}
