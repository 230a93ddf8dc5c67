import Auditing
import Models
import Tables

/// Why an attack was not run.
extension StageAudit {
  /// Why nothing can be asked of a stage that publishes no model.
  static let noModel = "no model is published"

  func reason(_ missing: Set<SignalRequirement>, stage: Int) -> String {
    guard isPublished(stage) else { return Self.noModel }
    if let reason = releaseReason(missing, stage: stage) { return reason }
    if release(ofTarget: 0, stage: stage) != nil, shadows.count > 0,
      targets[0].outputs[stage].observation == nil
    {
      return Self.noModel
    }
    if shadows.isEmpty,
      missing.contains(where: {
        switch $0 {
        case .references, .populationReferences: true
        default: false
        }
      })
    {
      return "no reference models were trained"
    }
    if targets[0].outputs[stage].observation == nil { return Self.noModel }
    if missing.contains(.referenceMembers) {
      return "no reference model saw any of the attacked records"
    }
    if missing.contains(.records) { return "the records themselves were not given" }
    if missing.contains(.labels) { return "the records' classes were not given" }
    if missing.contains(.populationRecords), !plan.population.isEmpty {
      return "the features of the population's records were not given"
    }
    let names = missing.compactMap { requirement in
      switch requirement {
      case .target(let statistic), .references(let statistic): statistic.rawValue
      default: nil
      }
    }
    return names.isEmpty
      ? "there is no population, records that no model saw; \(setup.populationAdvice)"
      : "the \(Set(names).sorted().joined(separator: ", ")) was not given"
  }

  /// Why an attack on a release could not run; nil where it is none or lacks something else.
  private func releaseReason(_ missing: Set<SignalRequirement>, stage: Int) -> String? {
    let isOnRelease = missing.contains {
      switch $0 {
      case .released, .releasedColumns, .releasedWithin, .releaseReference, .releaseBank,
        .releaseBankDistances, .openedCounts:
        true
      default: false
      }
    }
    guard isOnRelease else { return nil }
    guard let release = release(ofTarget: 0, stage: stage) else { return "no dataset is released" }
    if release.records.coordinates != nil, missing.contains(where: Self.isOfGower) {
      return "Gower's distance is of columns, and images have none; gan-leaks takes the Euclidean"
    }
    if missing.contains(.releasedColumns) { return "it compares columns, and images have none" }
    if missing.contains(.openedCounts) {
      return
        "noisy counts are opened for canaries alone, and for releases that are made of noisy counts"
    }
    if missing.contains(.releaseBank) || missing.contains(.releaseBankDistances) {
      return setup.noOtherReleases
    }
    return missing.contains {
      if case .releaseReference = $0 { true } else { false }
    } ? setup.noReference : nil
  }

  private static func isOfGower(_ requirement: SignalRequirement) -> Bool {
    switch requirement {
    case .released(.gower), .releasedWithin(.gower), .releaseReference(.gower): true
    default: false
    }
  }
}
