import Foundation
import PrivacyBounds
import Statistics
import Testing

@Suite struct `All families side by side` {
  /// Says the truth about a bit with the odds e^epsilon, in a score whose noise does not depend on it.
  private static func response(
    to bit: Bool, epsilon: Double, using generator: inout SeededGenerator
  ) -> Double {
    let isTrue = generator.bernoulli(1 / (1 + exp(-epsilon)))
    return (isTrue == bit ? 1 : 0) + generator.uniform() / 2
  }

  private static func panel(
    delta: Double = 0, attacks: Int = 1, copies: Int = 1, guesses: [Double] = [1],
    claim: PrivacyClaim? = nil, leaky: Bool = false
  ) throws -> EpsilonPanel {
    try EpsilonPanel(
      level: AuditLevel(delta: delta, significance: 0.05), attacks: attacks, copies: copies,
      guesses: guesses, claim: claim, showsLeaky: leaky, seed: 1)
  }

  /// Randomised response as trials of models and as canaries of one model at once, which no true evidence would be.
  private static func evidence(
    _ count: Int, epsilon: Double, thresholds: [Double] = [],
    using generator: inout SeededGenerator
  ) throws -> EpsilonEvidence {
    let bits = (0..<count).map { _ in generator.bernoulli(0.5) }
    let scores = bits.map { response(to: $0, epsilon: epsilon, using: &generator) }
    return try EpsilonEvidence(
      label: "response", models: .given([.init(scores: scores, included: bits)]),
      canaries: .given([
        CanaryScores(scores: scores, included: bits, inclusion: .independentCoins)
      ]), threshold: 0.75, thresholds: thresholds)
  }

  private static func perfect(_ count: Int) throws -> EpsilonEvidence {
    let bits = (0..<count).map { $0.isMultiple(of: 2) }
    let scores = bits.indices.map { Double($0) + (bits[$0] ? 1e3 : 0) }
    return try EpsilonEvidence(
      label: "perfect", models: .given([.init(scores: scores, included: bits)]),
      canaries: .given([
        CanaryScores(scores: scores, included: bits, inclusion: .independentCoins)
      ]), threshold: 500)
  }

  @Test("The bounds of randomised response exceed its epsilon in at most 1 of 20 audits")
  func coverage() throws {
    // A valid bound fails this with a probability below 1e-6 for each of the five lines.
    var generator = SeededGenerator(seed: 3, label: "response coverage")
    var failures: [String: Int] = [:]
    let panel = try Self.panel(guesses: [0.1, 0.5, 1])
    for _ in 0..<100 {
      let evidence = try Self.evidence(
        200, epsilon: 1, thresholds: [0.2, 0.75, 1.2], using: &generator)
      for finding in try panel.findings(evidence) {
        guard let bound = finding.bound, finding.family != .jointBeta else { continue }
        failures["\(finding.family) \(finding.choice)", default: 0] += bound.epsilon > 1 ? 1 : 0
      }
    }
    #expect(failures.count == 5)
    let allowed = failuresAllowed(0.05, in: 100)
    #expect(failures.values.allSatisfy { $0 <= allowed }, "\(failures)")
  }

  @Test("Many trials of randomised response bring every bound near its epsilon")
  func power() throws {
    var generator = SeededGenerator(seed: 4, label: "response power")
    let evidence = try Self.evidence(
      40_000, epsilon: 1, thresholds: [0.2, 0.75], using: &generator)
    for finding in try Self.panel().findings(evidence) {
      guard let bound = finding.bound else {
        #expect(finding.reason.hasPrefix("a Gaussian trade-off has no finite epsilon at delta 0"))
        continue
      }
      // A standard error of the estimate is about 0.012 at 40,000 trials: five of them lie above and below the bounds.
      #expect(bound.epsilon > 0.9 && bound.epsilon < 1.06, "\(finding)")
    }
  }

  @Test("Each line is what its family gives, at its share of the level")
  func lines() throws {
    var generator = SeededGenerator(seed: 5, label: "lines")
    let evidence = try Self.evidence(300, epsilon: 2, using: &generator)
    guard case .given(let models) = evidence.models, case .given(let canaries) = evidence.canaries
    else { return }
    let half = try AuditLevel(delta: 1e-5, significance: 0.025)
    let findings = try Self.panel(delta: 1e-5, attacks: 2).findings(evidence)
    let pairs = zip(models[0].scores, models[0].included)
    let counts = try TrialScores(
      with: pairs.filter(\.1).map(\.0), without: pairs.filter { !$0.1 }.map(\.0), models: 300
    ).counts(at: 0.75)
    let cut = try GuessCut(members: 150, nonMembers: 150)
    let expected: [(EpsilonBound.Family, EpsilonFinding.Choice, Double)] = [
      (.clopperPearson, .fixed, try ClopperPearsonEpsilon.bound(counts, level: half).epsilon),
      (.gaussian, .fixed, try GaussianEpsilon.bound(counts, level: half).epsilon),
      (.jointBeta, .fixed, try JointBetaEpsilon(counts, level: half).low),
      (.oneRun, .fixed, try OneRunEpsilon.bound(canaries[0].guess(cut), level: half).epsilon),
      (
        .oneRunGaussian, .fixed,
        try OneRunGaussianEpsilon.bound(canaries[0].guess(cut), level: half).epsilon
      ),
    ]
    for (family, choice, epsilon) in expected {
      let finding = findings.first { $0.family == family && $0.choice == choice }
      #expect(finding?.bound?.epsilon == epsilon && epsilon > 0)
      #expect(finding?.bound?.confidence == 0.95 && finding?.bound?.hypotheses == 2)
    }
  }

  @Test("A refused kind of trials refuses its families with the reason and leaves out no line")
  func refused() throws {
    let evidence = EpsilonEvidence(
      label: "none", models: .refused("no models"), canaries: .refused("no canaries"))
    let findings = try Self.panel().findings(evidence)
    #expect(findings.count == 9)
    #expect(Set(findings.map(\.family)) == Set(EpsilonBound.Family.allCases))
    #expect(findings.allSatisfy { $0.bound == nil && $0.judgement == .none })
    #expect(
      findings.allSatisfy { $0.reason == ($0.family.needsModels ? "no models" : "no canaries") })
  }

  @Test("Too few trials are refused with how many are needed, where a perfect attack shows nothing")
  func tooFew() throws {
    let findings = try Self.panel().findings(try Self.perfect(4))
    let fixed = findings[0]
    #expect(fixed.trialsThere == 4 && fixed.trialsNeeded == 12)
    #expect(fixed.reason == "needs at least 12 independently trained models; there are 4")
    let run = try #require(findings.first { $0.family == .oneRun })
    #expect(run.reason == "needs at least 6 canaries, each with its coin; there are 4")
    let enough = try Self.panel().findings(try Self.perfect(12))
    #expect(enough[0].bound.map { $0.epsilon > 0.1 } == true)
    // One side less and the bound of a perfect attack is below a tenth.
    let level = try AuditLevel(delta: 0, significance: 0.05)
    #expect(try ClopperPearsonEpsilon.bound(trials(5, of: 5, 0, of: 5), level: level).epsilon < 0.1)
  }

  @Test("Without thresholds fixed elsewhere, models bound only by a split")
  func noThreshold() throws {
    let bits = (0..<80).map { $0.isMultiple(of: 2) }
    let evidence = EpsilonEvidence(
      label: "none", models: .given([.init(scores: bits.map { $0 ? 1 : 0 }, included: bits)]),
      canaries: .refused("one canary"))
    let findings = try Self.panel().findings(evidence).filter(\.family.needsModels)
    #expect(findings.filter { $0.bound != nil }.map(\.choice) == [.split])
    #expect(findings[0].reason.hasPrefix("needs a threshold fixed without these models"))
    #expect(findings[1].reason.hasPrefix("needs several thresholds fixed without these models"))
  }

  @Test("Copies make a bound for groups, which a claim is held against as it holds for groups")
  func copies() throws {
    // 100 perfect guesses show 3.493 at 0.95.
    for (claimed, copies, judgement) in [
      (3.4, 1, EpsilonFinding.Judgement.contradicted), (3.5, 1, .notContradicted),
      (1.7, 2, .contradicted), (1.8, 2, .notContradicted),
    ] {
      let panel = try Self.panel(
        copies: copies, claim: PrivacyClaim(epsilon: claimed, delta: 0))
      let run = try #require(
        try panel.findings(Self.perfect(100)).first { $0.family == .oneRun })
      #expect(run.bound?.groupSize == copies && run.judgement == judgement)
      #expect(agrees(run.bound?.epsilon ?? 0, 3.49297, to: 1e-5))
    }
    let assuming = try Self.panel(
      delta: 1e-5, claim: PrivacyClaim(epsilon: 0.5, delta: 1e-5)
    ).findings(Self.perfect(100)).filter { $0.bound != nil }
    #expect(assuming.count == 7)
    for finding in assuming {
      let proves = finding.family == .clopperPearson || finding.family == .oneRun
      #expect(finding.judgement == (proves ? .contradicted : .aboveClaim))
    }
    let vague = try Self.panel(
      delta: 1e-5, copies: 4, claim: PrivacyClaim(epsilon: 8, delta: 1e-5))
    let run = try vague.findings(Self.perfect(100)).first { $0.family == .oneRun }
    #expect(run?.judgement == .notComparable)
  }

  @Test("The best over thresholds read from the judged scores is shown when asked for, unjudged")
  func leaky() throws {
    let evidence = try Self.perfect(100)
    let panel = try Self.panel(
      delta: 1e-6, claim: PrivacyClaim(epsilon: 0, delta: 1e-6), leaky: true)
    let leaky = try panel.findings(evidence).filter { $0.choice == .leaky }
    guard case .given(let canaries) = evidence.canaries else { return }
    let pairs = zip(canaries[0].scores, canaries[0].included)
    let audit = try HullVertexAudit(
      included: pairs.filter(\.1).map(\.0), excluded: pairs.filter { !$0.1 }.map(\.0),
      level: AuditLevel(delta: 1e-6, significance: 0.05))
    #expect(
      try leaky.map { $0.bound?.epsilon }
        == [audit.oneRunEpsilon(), audit.oneRunGaussianEpsilon()])
    #expect(leaky.allSatisfy { $0.judgement == .none })
    #expect(try Self.panel(delta: 1e-6).findings(evidence).allSatisfy { $0.choice != .leaky })
  }

  @Test("Several canaries of the same models give the best of their bounds, each at its share")
  func severalCanaries() throws {
    var generator = SeededGenerator(seed: 6, label: "several canaries")
    let sets = (0..<3).map { canary in
      let bits = (0..<200).map { _ in generator.bernoulli(0.5) }
      let scores = bits.map {
        Self.response(to: $0, epsilon: [1, 3, 0][canary], using: &generator)
      }
      return EpsilonEvidence.ModelScores(scores: scores, included: bits)
    }
    let evidence = EpsilonEvidence(
      label: "several", models: .given(sets), canaries: .refused("none"), threshold: 0.75)
    let finding = try Self.panel().findings(evidence)[0]
    let third = try AuditLevel(delta: 0, significance: 0.05 / 3)
    let bounds = try sets.map { set in
      let pairs = zip(set.scores, set.included)
      let trials = try TrialScores(
        with: pairs.filter(\.1).map(\.0), without: pairs.filter { !$0.1 }.map(\.0), models: 200)
      return try ClopperPearsonEpsilon.bound(trials.counts(at: 0.75), level: third).epsilon
    }
    #expect(finding.bound?.epsilon == bounds.max() && bounds.max() == bounds[1])
    #expect(finding.bound?.hypotheses == 3 && finding.bound?.confidence == 0.95)
    #expect(finding.trialsThere == 200 && finding.trialsNeeded > 12)
  }

  @Test("The best of several canaries exceeds the epsilon in at most 1 of 20 audits")
  func coverageOfSeveral() throws {
    // A valid bound fails this with a probability below 1e-6 for each line.
    var generator = SeededGenerator(seed: 7, label: "several canaries' coverage")
    var failures: [String: Int] = [:]
    for _ in 0..<100 {
      let sets = (0..<10).map { _ in
        let bits = (0..<100).map { _ in generator.bernoulli(0.5) }
        return EpsilonEvidence.ModelScores(
          scores: bits.map { Self.response(to: $0, epsilon: 1, using: &generator) },
          included: bits)
      }
      let evidence = EpsilonEvidence(
        label: "several", models: .given(sets), canaries: .refused("none"), threshold: 0.75,
        thresholds: [0.2, 0.75])
      for finding in try Self.panel().findings(evidence)
      where finding.family == .clopperPearson {
        failures["\(finding.choice)", default: 0] += finding.bound?.epsilon ?? 0 > 1 ? 1 : 0
      }
    }
    let allowed = failuresAllowed(0.05, in: 100)
    #expect(failures.count == 3 && failures.values.allSatisfy { $0 <= allowed }, "\(failures)")
  }

  @Test("A canary that was in all models bounds nothing, and the others still do")
  func canaryInAllModels() throws {
    guard case .given(let sets) = try Self.perfect(100).models else { return }
    let always = EpsilonEvidence.ModelScores(
      scores: sets[0].scores, included: Array(repeating: true, count: 100))
    let both = EpsilonEvidence(
      label: "both", models: .given([always, sets[0]]), canaries: .refused("none"), threshold: 500)
    let alone = EpsilonEvidence(
      label: "alone", models: .given([always]), canaries: .refused("none"), threshold: 500)
    #expect(try Self.panel().findings(both)[0].bound?.hypotheses == 2)
    let finding = try Self.panel().findings(alone)[0]
    #expect(finding.bound == nil && !finding.reason.isEmpty)
  }

  @Test("Numbers out of range are refused")
  func refusals() {
    #expect(
      refusal { _ = try Self.panel(copies: 0) } == "0 copies of a canary; give 1 or more")
    #expect(refusal { _ = try Self.panel(guesses: []) } != nil)
    #expect(refusal { _ = try Self.panel(guesses: [1.5]) } != nil)
    #expect(refusal { _ = try Self.panel(attacks: 0) } != nil)
  }
}
