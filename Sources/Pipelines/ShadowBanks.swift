import Auditing
import Tables

/// The shadows' statistics after a stage; none where the stage published no model.
struct ShadowBanks: Sendable {
  /// On the audited records.
  private(set) var audited: [OutputStatistic: SignalBank] = [:]
  /// On the observed population.
  private(set) var population: [OutputStatistic: SignalBank] = [:]

  init(_ audit: StageAudit, stage: Int) {
    let plan = audit.plan
    for statistic in audit.shadows.first?.stages[stage]?.keys ?? [:].keys {
      let shadows = audit.shadows.compactMap { $0.stages[stage]?[statistic] }
      let width = statistic.isPerClass ? plan.classCount : plan.queryCount
      audited[statistic] = SignalBank(
        storage: ShadowStorage(shadows: shadows, firstRow: 0, queryCount: width),
        queryCount: width, inclusion: audit.inclusion)
      guard !plan.population.isEmpty else { continue }
      population[statistic] = SignalBank(
        storage: ShadowStorage(
          shadows: shadows, firstRow: plan.audited.count, queryCount: width),
        queryCount: width, inclusion: audit.populationInclusion)
    }
  }
}
