import Auditing

/// On which records attack models learn from what the reference models say.
enum ShadowSource: String, CaseIterable, Sendable {
  /// On the records that are attacked, of which reference models saw some.
  case records
  /// On the population, of which reference models saw some.
  case population

  /// The signals that the attack model learns from.
  ///
  /// Reference models that learned from the population are calibrated as targets on it, where it takes the place of the
  /// records that are attacked: this is why both are declared.
  func requirements(_ statistic: OutputStatistic) -> Set<SignalRequirement> {
    switch self {
    case .records: [.references(statistic), .referenceMembers]
    case .population: [.references(statistic), .populationReferences(statistic)]
    }
  }

  /// The outputs on the records of which the reference models saw some and not all.
  ///
  /// - Throws: `AuditingError` where there are none.
  func outputs(in signals: Signals, _ statistic: OutputStatistic) throws -> Outputs {
    switch self {
    case .records:
      guard Self.hasBothSides(try signals.audited.bank(statistic)) else {
        throw AuditingError(
          "the reference models saw none or all of the attacked records: set 'learnOn' to "
            + "population where they learned from it")
      }
      return signals.audited
    case .population:
      let candidates = [try signals.requiredPopulation(), signals.audited]
      guard let outputs = try candidates.first(where: { Self.hasBothSides(try $0.bank(statistic)) })
      else {
        throw AuditingError(
          "the reference models saw none or all of the population and of the attacked records")
      }
      return outputs
    }
  }

  private static func hasBothSides(_ bank: SignalBank) -> Bool {
    let seen = bank.models.reduce(0) { $0 + bank.inclusion.trainingSize($1) }
    return seen > 0 && seen < bank.models.count * bank.recordCount
  }
}

/// Refuses a target that was asked something else than its reference models.
func checkWidths(_ target: Int, _ references: Int, of what: String) throws(AuditingError) {
  guard target == references else {
    throw AuditingError("\(target) \(what) of the target and \(references) of the reference models")
  }
}
