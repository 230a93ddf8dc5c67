package import Auditing
package import Settings

/// The threshold of the record's class, less the target's modified entropy on the record.
///
/// The published attack calls a record a member where its modified entropy is at most the threshold of its class. Each class's
/// threshold is the value among those of the reference models with the greatest balanced accuracy on them, the least of
/// equals; the score is positive where the published attack says member, up to equality.
package struct ModifiedEntropy: Attack {
  package static let declaration = AttackDeclaration(
    Declaration(
      "modified-entropy", version: 1, "the class's threshold less the target's modified entropy"),
    threatModel: ThreatModel(
      access: "the target's probability of each class",
      knowledge: "the records, their labels, and reference models whose members are known"),
    source: "Song and Mittal 2021, equation 8 with class thresholds", isMonotone: true,
    fixedThreshold: 0)

  package init(_ settings: inout Settings) throws {}

  package var requirements: Set<SignalRequirement> {
    [.labels, .target(.modifiedEntropy), .references(.modifiedEntropy), .referenceMembers]
  }

  package func scores(for signals: Signals) throws -> [Double] {
    let values = try signals.audited.firstQuery(.modifiedEntropy)
    let classes = try RecordClasses(signals.audited)
    let thresholds = try ClassThresholds(
      try signals.audited.bank(.modifiedEntropy), classes: classes)
    return zip(classes.ofRecord, values).map { thresholds.values[$0] - $1 }
  }
}
