import Auditing
import Tables

/// The shadows' statistics after a stage; none where the stage published no model.
struct ShadowBanks: Sendable {
  /// On the audited records.
  private(set) var audited: [OutputStatistic: SignalBank] = [:]
  /// On the observed population.
  private(set) var population: [OutputStatistic: SignalBank] = [:]
  /// On the canaries.
  private(set) var canaries: [OutputStatistic: SignalBank] = [:]

  init(_ audit: StageAudit, stage: Int) {
    let plan = audit.plan
    for statistic in audit.shadows.first?.stages[stage]?.keys ?? [:].keys {
      let shadows = audit.shadows.compactMap { $0.stages[stage]?[statistic] }
      let width = statistic.isPerClass ? plan.classCount : plan.queryCount
      func bank(from first: Int, _ inclusion: Inclusion) -> SignalBank {
        SignalBank(
          storage: ShadowStorage(shadows: shadows, firstRow: first, queryCount: width),
          queryCount: width, inclusion: inclusion)
      }
      let (audited, population) = (plan.audited.count, plan.population.count)
      self.audited[statistic] = bank(from: 0, audit.inclusion)
      if population > 0 {
        self.population[statistic] = bank(from: audited, audit.populationInclusion)
      }
      if !plan.canaries.isEmpty {
        canaries[statistic] = bank(from: audited + population, audit.canaryInclusion)
      }
    }
  }
}
