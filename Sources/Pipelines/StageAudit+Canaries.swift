import Attacks
import Auditing
import Metrics
import Results
import Tensors

extension StageAudit {
  /// Attacks the canaries of all targets as the audited records are attacked, and takes thresholds from the shadows.
  func attackCanaries(stage: Int) async throws -> [Run.Canaries.StageScores] {
    guard !plan.canaries.isEmpty else { return [] }
    let banks = ShadowBanks(self, stage: stage)
    return try await concurrentMap(setup.suite.entries, width: threads) { entry in
      try self.attackCanaries(entry, stage: stage, banks: banks)
    }
  }

  private func attackCanaries(
    _ entry: Suite.Entry, stage: Int, banks: ShadowBanks
  ) throws -> Run.Canaries.StageScores {
    let attack = entry.attack
    func refused(_ reason: String) -> Run.Canaries.StageScores {
      Run.Canaries.StageScores(attack: entry.label, values: [], thresholds: [], reason: reason)
    }
    guard !attack.requirements.contains(.records) else {
      return refused(EpsilonTable.learnsFromMembership)
    }
    let (own, others) = (
      Observed(
        rows: plan.canaries.map(\.row), first: plan.audited.count + plan.population.count,
        banks: banks.canaries, inclusion: canaryInclusion),
      setup.shadowsAreOfPopulation ? audited(banks) : population(banks)
    )
    let signals = try targets.indices.map { target in
      Signals(
        audited: try outputs(ofTarget: target, stage: stage, own),
        population: plan.population.isEmpty
          ? nil : try outputs(ofTarget: target, stage: stage, population(banks)),
        seed: setup.seed,
        features: features(for: attack, audited: own.rows, population: plan.population),
        release: canaryReleases.isEmpty ? nil : canaryReleases[target][stage])
    }
    let missing = signals[0].missing(attack.requirements)
    guard missing.isEmpty else { return refused(reason(missing, stage: stage)) }
    do {
      return Run.Canaries.StageScores(
        attack: entry.label, values: try signals.map { try attack.scores(for: $0) },
        thresholds: try thresholds(
          entry, shadows: try shadowScores(attack, of: own, beside: others)))
    } catch let error as AuditingError {
      // The signals do not allow this attack; the others still count, and the table says why.
      return refused(error.description)
    }
  }

  /// For each kind of canary the best threshold of shadows attacked in turn, then quantiles of their scores; none without
  /// shadows, or where they were all in or all out.
  private func thresholds(_ entry: Suite.Entry, shadows: [Scores]) throws -> [[Double]] {
    guard let count = setup.canaries?.thresholdCount, !shadows.isEmpty else { return [] }
    let thresholds = try CanaryKind.allCases.compactMap { kind -> [Double]? in
      let places = plan.canaries.indices.filter { plan.canaries[$0].kind == kind }
      guard !places.isEmpty else { return nil }
      let own = try shadows.map { try $0.selecting(places) }
      guard let best = try fitThreshold(on: own, origin: "") else { return [] }
      let sorted = own.flatMap(\.values).sorted()
      return [entry.declaration.fixedThreshold ?? best.value]
        + (1...count).map { sorted[sorted.count * $0 / (count + 1)] }
    }
    return thresholds.contains([]) ? [] : thresholds
  }

  /// The canaries with their scores, for the run; nil where there are none.
  func canaries(_ stages: [[Run.Canaries.StageScores]]) -> Run.Canaries? {
    guard let settings = setup.canaries, !plan.canaries.isEmpty else { return nil }
    return Run.Canaries(
      kinds: plan.canaries.map(\.kind.rawValue), groupName: settings.group ?? "",
      groups: plan.canaries.map(\.group), copies: settings.copies,
      guesses: settings.epsilon.guesses, modelCanaries: settings.epsilon.modelCanaries,
      assignment: Split.Assignment.coinFlip.rawValue, isMember: isCanaryMember,
      inclusion: (0..<canaryInclusion.modelCount).map { Array(canaryInclusion.row($0)) },
      stages: stages)
  }
}
