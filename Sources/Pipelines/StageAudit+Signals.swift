import Auditing
import Models
import Tables
import Tensors

/// What attacks are shown.
extension StageAudit {
  func signals(
    ofTarget target: Int, stage: Int, banks: ShadowBanks, for attack: any Attack
  ) throws -> Signals {
    Signals(
      audited: try outputs(ofTarget: target, stage: stage, audited(banks)),
      population: plan.population.isEmpty
        ? nil : try outputs(ofTarget: target, stage: stage, population(banks)),
      seed: setup.seed,
      labelled: labelled(plan.audited, isMember[target], for: attack),
      features: features(for: attack, audited: plan.audited, population: plan.population),
      release: release(ofTarget: target, stage: stage))
  }

  /// Records that models are asked about, with what shadows say of them.
  struct Observed {
    /// Row numbers.
    let rows: [Int]
    /// The place of the first among all rows that models are asked about.
    let first: Int
    let banks: [OutputStatistic: SignalBank]
    let inclusion: Inclusion
  }

  func audited(_ banks: ShadowBanks) -> Observed {
    Observed(rows: plan.audited, first: 0, banks: banks.audited, inclusion: inclusion)
  }

  func population(_ banks: ShadowBanks) -> Observed {
    Observed(
      rows: plan.population, first: plan.audited.count, banks: banks.population,
      inclusion: populationInclusion)
  }

  /// What a target says of some records, with the shadows as references.
  func outputs(ofTarget target: Int, stage: Int, _ observed: Observed) throws -> Outputs {
    let statistics = targets[target].outputs[stage].observation?.statistics ?? [:]
    return try Outputs(
      records: observed.rows, labels: labels(observed.rows),
      target: statistics.mapValues {
        rows($0, observed.first..<observed.first + observed.rows.count)
      },
      references: observed.banks)
  }

  private func rows(_ values: Tensor<Double>, _ range: Range<Int>) -> Tensor<Double> {
    let width = values.rowLength
    return Tensor(
      shape: [range.count, width],
      scalars: Array(values.scalars[range.lowerBound * width..<range.upperBound * width]))
  }

  /// The classes of some records; nil where they are not known.
  private func labels(_ rows: [Int]) -> [Int32]? {
    guard plan.classCount > 1 else { return nil }
    return rows.map { plan.records.dataset.label.codes[$0] }
  }

  /// The records themselves, where the attack asks for them and they are known.
  func labelled(
    _ rows: [Int], _ isMember: [Bool], for attack: any Attack
  ) -> LabelledRecords? {
    guard attack.requirements.contains(.records), !plan.records.columns.isEmpty else { return nil }
    return LabelledRecords(rows: rows, of: plan.records, isMember: isMember)
  }

  func features(
    for attack: any Attack, audited: [Int], population: [Int]
  ) -> RecordFeatures? {
    guard attack.requirements.contains(.populationRecords), !population.isEmpty,
      !plan.records.columns.isEmpty
    else { return nil }
    return RecordFeatures(audited: audited, population: population, of: plan.records)
  }

  /// What a shadow says in the place of a target, with the other shadows as its references.
  func outputs(
    ofShadow shadow: Int, _ banks: [OutputStatistic: SignalBank], _ rows: [Int]
  ) throws -> Outputs {
    try Outputs(
      records: rows, labels: labels(rows),
      target: banks.mapValues { bank in
        Tensor(
          shape: [rows.count, bank.queryCount],
          scalars: try bank.values(ofModel: shadow).map(Double.init))
      },
      references: banks.mapValues { $0.leavingOut(shadow) })
  }
}
