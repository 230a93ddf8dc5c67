import Auditing
import Metrics
import Results

extension StageAudit {
  /// How a primary attack decided on each audited record over shadows attacked in turn; nil where they do not tell.
  ///
  /// Each half of the shadows is decided by the threshold that the other half sets, so that no model sets its own.
  ///
  /// - Parameters:
  ///   - entry: The attack.
  ///   - shadows: Its scores of shadows attacked in turn.
  /// - Returns: Counts for each audited record.
  /// - Throws: What fitting a threshold throws.
  func recordDecisions(
    _ entry: Suite.Entry, shadows: [Scores]
  ) throws -> Run.RecordDecisions? {
    guard entry.isPrimary, !setup.shadowsAreOfPopulation, shadows.count >= 2,
      let thresholds = try crossedThresholds(entry, shadows)
    else { return nil }
    let decisions = shadows.enumerated().map { place, scores in
      scores.values.map { $0 >= thresholds[place % 2] }
    }
    let risks = try recordRisks(decisions: decisions, inclusions: shadows.map(\.isMember))
    return Run.RecordDecisions(
      models: shadows.count, included: risks.map(\.included), found: risks.map(\.found),
      accused: risks.map(\.accused))
  }

  /// The thresholds for even shadows and for odd ones.
  private func crossedThresholds(_ entry: Suite.Entry, _ shadows: [Scores]) throws -> [Double]? {
    if let fixed = entry.declaration.fixedThreshold { return [fixed, fixed] }
    let found = try [1, 0].compactMap { half in
      try fitThreshold(
        on: shadows.indices.filter { $0 % 2 == half }.map { shadows[$0] }, origin: "")?.value
    }
    return found.count == 2 ? found : nil
  }
}
