import Auditing
import Statistics

/// How far attacks succeed, and what a model is worth, after each step of forgetting.
package struct StepEvaluation: Sendable {
  /// Which of the records that a model was first trained on are told from never-seen ones.
  package enum Group: String, CaseIterable, Sendable {
    /// Those that were forgotten so far.
    case forgotten
    /// Those that were not.
    case retained
    /// Both: success over all records that the model was first trained on.
    case members
  }

  /// What one attack finds of one group after one step.
  package struct Finding: Sendable {
    /// The attack.
    package let attack: StepAttack
    /// The records that are told from never-seen ones.
    package let group: Group
    /// The area, one half where they cannot be told apart.
    package let area: Estimate
    /// The p-value of "an area of one half"; nil of a single run.
    package let pValue: Double?
    /// The mean share of right answers over both kinds of records, at a threshold from other runs.
    package let success: Estimate
    /// The area less that of the first way at the same step, paired by run; nil for the first way.
    package let difference: Estimate?
    /// Each run's area.
    package let areas: [Double]
  }

  /// What was measured after one step; before the first for the rate 0.
  package struct Step: Sendable {
    /// The share of the members at the start that is forgotten.
    package let rate: Double
    /// The share of right predictions on records that stay; nil where none does.
    package let retainedAccuracy: Estimate?
    /// On forgotten records; nil where none is.
    package let forgottenAccuracy: Estimate?
    /// On candidates that were never seen.
    package let neverSeenAccuracy: Estimate
    /// On test records.
    package let testAccuracy: Estimate
    /// The mean number of times that a record was read in the step.
    package let recordPasses: Double
    /// The mean number of generated records that the model holds.
    package let generated: Double
    /// The attacks on each group that has records.
    package let findings: [Finding]
  }

  /// The steps of one way of generating.
  package struct Arm: Sendable {
    /// The way.
    package let name: String
    /// The steps, that before the first among them.
    package let steps: [Step]
    /// Why it stopped before the last step; nil where it did not.
    package let stopped: String?
  }

  /// The ways, in the order given.
  package let arms: [Arm]
  /// The number of runs.
  package let runs: Int

  /// Evaluates.
  ///
  /// - Parameter evidence: What models said; of two runs or more.
  /// - Throws: An error in one line where scores cannot be compared or the attack of moments does not converge.
  package init(_ evidence: StepEvidence) throws {
    runs = evidence.fates.count
    let isMember = evidence.fates.map { $0.map { $0 != nil } }
    let references = try StepReferences(
      evidence.arms[0].runs.map { $0[0].losses }, isMember: isMember)
    var arms: [Arm] = []
    for arm in evidence.arms {
      let steps = try (0...arm.stepCount).map { step in
        try StepMeasure(evidence, arm, step: step, references: references)
          .step(beside: arms.first?.steps.dropFirst(step).first)
      }
      arms.append(Arm(name: arm.name, steps: steps, stopped: arm.stopped))
    }
    self.arms = arms
  }
}

/// One step of one way as it is measured.
private struct StepMeasure {
  let evidence: StepEvidence
  let step: Int
  let references: StepReferences
  let answers: [StepEvidence.Answers]

  init(
    _ evidence: StepEvidence, _ arm: StepEvidence.Arm, step: Int, references: StepReferences
  ) {
    (self.evidence, self.step, self.references) = (evidence, step, references)
    answers = arm.runs.map { $0[step] }
  }

  func step(beside first: StepEvaluation.Step?) throws -> StepEvaluation.Step {
    func accuracy(_ wanted: (Int?) -> Bool) throws -> Estimate? {
      let shares = answers.indices.compactMap { run -> Double? in
        let chosen = evidence.fates[run].indices.filter { wanted(evidence.fates[run][$0]) }
        guard !chosen.isEmpty else { return nil }
        return Double(chosen.count { answers[run].isRight[$0] }) / Double(chosen.count)
      }
      return shares.count < answers.count ? nil : try Estimate(meanOver: shares)
    }
    let none = Estimate(.nan, runs: 0)
    return StepEvaluation.Step(
      rate: evidence.rates[step],
      retainedAccuracy: try accuracy { isIn(.retained, $0) },
      forgottenAccuracy: try accuracy { isIn(.forgotten, $0) },
      neverSeenAccuracy: try accuracy { $0 == nil } ?? none,
      testAccuracy: try Estimate(meanOver: answers.map(\.testAccuracy)) ?? none,
      recordPasses: mean(answers.map { Double($0.recordPasses) }),
      generated: mean(answers.map { Double($0.generated) }),
      findings: try references.attacks.flatMap { attack in
        try StepEvaluation.Group.allCases.compactMap { try finding(attack, $0, beside: first) }
      })
  }

  private func isIn(_ group: StepEvaluation.Group, _ fate: Int?) -> Bool {
    guard let fate else { return false }
    let isForgotten = fate > 0 && fate <= step
    switch group {
    case .forgotten: return isForgotten
    case .retained: return !isForgotten
    case .members: return true
    }
  }

  /// What an attack finds of a group; nil where a run has no record of it.
  private func finding(
    _ attack: StepAttack, _ group: StepEvaluation.Group, beside first: StepEvaluation.Step?
  ) throws -> StepEvaluation.Finding? {
    var (all, records, successes) = ([Scores](), [[Int]](), [Double]())
    for (run, answers) in answers.enumerated() {
      let fates = evidence.fates[run]
      let chosen = fates.indices.filter { fates[$0] == nil || isIn(group, fates[$0]) }
      let scores = references.scores(attack, answers.losses, run: run)
      let own = try Scores(
        values: chosen.map { scores[$0] }, isMember: chosen.map { fates[$0] != nil })
      guard Set(own.isMember).count == 2 else { return nil }
      let threshold = references.threshold(attack, run: run)
      let hits = own.members.count { $0 >= threshold }
      let alarms = own.nonMembers.count { $0 >= threshold }
      successes.append(
        (1 + Double(hits) / Double(own.members.count)
          - Double(alarms) / Double(own.nonMembers.count)) / 2)
      all.append(own)
      records.append(chosen)
    }
    let areas = RunAreas(all, of: records)
    let same = first?.findings.first { $0.attack == attack && $0.group == group }
    return StepEvaluation.Finding(
      attack: attack, group: group,
      area: Estimate(
        areas.mean, interval: areas.interval(level: Estimate.level), runs: all.count),
      pValue: areas.pValueOfOneHalf,
      success: try Estimate(meanOver: successes) ?? Estimate(.nan, runs: 0),
      difference: try same.flatMap {
        try Estimate(meanOver: zip(areas.areas, $0.areas).map { $0 - $1 })
      }, areas: areas.areas)
  }
}
