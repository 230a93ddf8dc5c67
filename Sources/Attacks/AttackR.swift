package import Auditing
package import Settings

/// One minus the record's p-value among reference models: the share of those without it whose loss on it is greater.
///
/// The published rule calls a record a member where the target's loss on it is at most the alpha-quantile of the losses of
/// reference models that did not see it, which is where the p-value is at most alpha. Equal losses count against membership.
/// A record with n such models has n + 1 possible scores, so false-positive rates below 1 / n cannot be had.
package struct AttackR: Attack {
  package static let declaration = AttackDeclaration(
    Declaration(
      "attack-r", version: 1, "share of the models that did not see it with a greater loss"),
    threatModel: ThreatModel(
      access: Access.labelProbability,
      knowledge: Knowledge.modelsWithout),
    source: "Ye et al. 2022, attack R", isMonotone: true)

  package init(_ settings: inout Settings) throws {}

  package var requirements: Set<SignalRequirement> { [.target(.loss), .references(.loss)] }

  package func scores(for signals: Signals) throws -> [Double] {
    let losses = try signals.audited.firstQuery(.loss)
    let bank = try signals.audited.bank(.loss)
    return try bank.blocks.flatMap { records in
      var counts = Array(repeating: 0, count: records.count)
      var greater = counts
      try bank.firstQueries(records).forEach { place, loss, isIncluded in
        let isOut = isIncluded ? 0 : 1
        counts[place] += isOut
        greater[place] += loss > losses[records.lowerBound + place] ? isOut : 0
      }
      if let place = counts.firstIndex(of: 0) {
        throw AuditingError.noModel(included: false, record: records.lowerBound + place)
      }
      return zip(greater, counts).map { Double($0) / Double($1) }
    }
  }
}

/// The z-score of the target's loss among the reference models that did not see the record, negated.
///
/// Attack R with a Gaussian in the place of the empirical distribution, which has no ties. The probability of a greater loss
/// orders as the z-score does, and saturates.
package struct AttackRGaussian: Attack {
  package static let declaration = AttackDeclaration(
    Declaration(
      "attack-r-gaussian", version: 1, "minus the z-score of the loss among models without it"),
    threatModel: AttackR.declaration.threatModel,
    source: "Ye et al. 2022, attack R, smoothed as in TDDBench", isMonotone: true)

  package init(_ settings: inout Settings) throws {}

  package var requirements: Set<SignalRequirement> { [.target(.loss), .references(.loss)] }

  package func scores(for signals: Signals) throws -> [Double] {
    let losses = try signals.audited.firstQuery(.loss)
    let bank = try signals.audited.bank(.loss)
    let out = try ReferenceDistributions(
      bank, center: .mean, variance: .perRecord, onBothSides: false
    ).out
    return losses.indices.map { record in
      // The place of the record's first query.
      let place = record * bank.queryCount
      return (out.center[place] - losses[record]) / out.deviation[place]
    }
  }
}
