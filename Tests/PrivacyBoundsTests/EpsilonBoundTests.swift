import PrivacyBounds
import Testing

@Suite struct `A bound on epsilon` {
  @Test("A canary inserted k times bounds the epsilon of groups of k")
  func groups() throws {
    let bound = try OneRunEpsilon.bound(
      GuessCounts(canaries: 100, guesses: 50, correct: 45),
      level: AuditLevel(delta: 0, significance: 0.05))
    let group = try bound.forGroups(of: 4)
    #expect(bound.groupSize == 1 && group.groupSize == 4 && group.epsilon == bound.epsilon)
    let line = refusal { _ = try bound.forGroups(of: 0) }
    #expect(line?.hasPrefix("a group of 0 records has no epsilon") == true)
  }

  @Test("Families that assume the trade-off say so, and say what their trial is")
  func conditions() {
    let assuming = EpsilonBound.Family.allCases.filter { $0.condition != nil }
    #expect(assuming == [.gaussian, .oneRunGaussian])
    let ofModels = EpsilonBound.Family.allCases.filter(\.needsModels)
    #expect(ofModels == [.clopperPearson, .gaussian, .jointBeta])
  }
}
