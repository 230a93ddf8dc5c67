package import Auditing
package import Settings
import Statistics
import Tensors

/// The attack with one shadow model and one attack model on the three largest class probabilities.
///
/// Salem et al. 2019, adversary 1. Of the reference models one is drawn by the seed, whatever their order; the attack model is a
/// `MembershipClassifier` for all classes. Their adversary 2 has a shadow of another dataset, which the signals of
/// one audit do not hold.
package struct MLLeaksOneShadow: Attack {
  package static let declaration = AttackDeclaration(
    Declaration(
      "ml-leaks-1", version: 1,
      "log odds of membership from the three largest probabilities, learned from one shadow"),
    threatModel: ThreatModel(
      access: "the target's three largest class probabilities",
      knowledge:
        "one reference model trained as the target is, on some of the attacked records, or "
        + "with 'learnOn: population' on records that the target never saw"),
    source: "Salem et al. 2019, adversary 1, with a ridge logistic regression as the attack model",
    isMonotone: false, fixedThreshold: 0)

  private let shadows: LearnedFromShadows

  package init(_ settings: inout Settings) throws { shadows = try LearnedFromShadows(&settings) }

  package var requirements: Set<SignalRequirement> { shadows.requirements(.logProbabilities) }

  package func scores(for signals: Signals) throws -> [Double] {
    let outputs = try shadows.source.outputs(in: signals, .logProbabilities)
    let bank = try outputs.bank(.logProbabilities)
    let target = try signals.audited.values(.logProbabilities)
    try checkWidths(target.rowLength, bank.queryCount, of: "classes")
    let shadow = try Self.shadow(of: outputs, seed: signals.seed)
    let values = try bank.values(ofModel: shadow)
    let isIncluded = Array(bank.inclusion.row(shadow))
    let (features, width) = (PosteriorFeatures.topThree, bank.queryCount)
    var rows = TrainingRows(width: features.width(classCount: width))
    for record in isIncluded.indices {
      let row = values[record * width..<(record + 1) * width].map(Double.init)
      rows.append(features.features(row, label: 0), isMember: isIncluded[record])
    }
    let model = try MembershipClassifier(rows, ridge: shadows.ridge)
    return model.scores(target) { features.features($0, label: 0) }
  }

  /// Draws one of the models that saw some of the records and not all, by what it saw and not by its number.
  private static func shadow(of outputs: Outputs, seed: UInt64) throws -> Int {
    let bank = try outputs.bank(.logProbabilities)
    let tickets = outputs.records.map { record in
      var generator = SeededGenerator(seed: seed, label: "ml-leaks-1/record \(record)")
      return generator.next()
    }
    let drawn = bank.models.filter {
      (1..<bank.recordCount).contains(bank.inclusion.trainingSize($0))
    }.map { model in
      let ticket = zip(bank.inclusion.row(model), tickets).reduce(UInt64(0)) {
        $1.0 ? $0 &+ $1.1 : $0
      }
      return (ticket: ticket, model: model)
    }.min { ($0.ticket, $0.model) < ($1.ticket, $1.model) }
    guard let drawn else {
      throw AuditingError(
        "each reference model saw none or all of the records; none can be learned from")
    }
    return drawn.model
  }
}
