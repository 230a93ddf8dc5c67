public import Tensors

/// A number computed from a model's class scores and a record's label.
public enum OutputStatistic: String, CaseIterable, Hashable, Sendable {
  /// Cross-entropy of the label in nats, at least 0; lower is more member-like.
  case loss
  /// Log odds of the label's probability, log p - log(1 - p); higher is more member-like (Carlini et al. 2022).
  case scaledConfidence = "scaled-confidence"
}

/// A kind of signal that an attack can declare and a collector can fill.
public enum SignalRequirement: Hashable, Sendable {
  /// The records' features and labels, with the membership of other folds for cross-fitting.
  case records
  /// A statistic of the audited model's outputs.
  case target(OutputStatistic)
  /// A statistic of the outputs of reference models trained as the audited one.
  case references(OutputStatistic)
}

/// What an attacker observed of one target.
public struct Signals: Sendable {
  /// The records' row numbers in the dataset; the identity that randomness is keyed by.
  public let records: [Int]
  /// The seed of the experiment.
  public let seed: UInt64
  /// The audited model's outputs by statistic, records x queries.
  public let target: [OutputStatistic: Tensor<Double>]
  /// The reference models' outputs by statistic.
  public let references: [OutputStatistic: SignalBank]
  /// The records themselves, for the attacks that declare them.
  public let labelled: LabelledRecords?

  /// Creates the signals of one target.
  ///
  /// - Parameters:
  ///   - records: The records' row numbers in the dataset.
  ///   - seed: The seed of the experiment.
  ///   - target: The audited model's outputs, records x queries.
  ///   - references: The reference models' outputs.
  ///   - labelled: The records themselves.
  /// - Throws: `AuditingError` naming the row of an output that is not finite.
  public init(
    records: [Int], seed: UInt64, target: [OutputStatistic: Tensor<Double>] = [:],
    references: [OutputStatistic: SignalBank] = [:], labelled: LabelledRecords? = nil
  ) throws(AuditingError) {
    // In the order of the cases, so that the same signals always give the same message.
    for statistic in OutputStatistic.allCases {
      guard let values = target[statistic] else { continue }
      precondition(
        values.shape.count == 2 && values.rowCount == records.count,
        "\(values.shape) outputs for \(records.count) records")
      if let place = values.scalars.firstIndex(where: { !$0.isFinite }) {
        throw AuditingError(
          "the model's \(statistic.rawValue) of row \(records[place / values.rowLength]) is not finite"
        )
      }
    }
    for bank in references.values {
      precondition(
        bank.recordCount == records.count,
        "a bank of \(bank.recordCount) records for \(records.count)")
    }
    self.records = records
    self.seed = seed
    self.target = target
    self.references = references
    self.labelled = labelled
  }

  /// What of some requirements these signals lack.
  ///
  /// - Parameter requirements: What an attack declares.
  /// - Returns: The requirements that are not filled.
  public func missing(_ requirements: Set<SignalRequirement>) -> Set<SignalRequirement> {
    requirements.filter { requirement in
      switch requirement {
      case .records: labelled == nil
      case .target(let statistic): target[statistic] == nil
      case .references(let statistic): references[statistic] == nil
      }
    }
  }

  /// The audited model's outputs, with one query for each record.
  ///
  /// - Parameter statistic: A statistic that the attack declared.
  /// - Returns: One number for each record.
  /// - Throws: `AuditingError` where the signal was not collected or has several queries.
  public func singleQuery(_ statistic: OutputStatistic) throws(AuditingError) -> [Double] {
    guard let values = target[statistic] else {
      throw AuditingError("the target's \(statistic.rawValue) was not collected")
    }
    guard values.rowLength == 1 else {
      throw AuditingError("one query for each record is needed, found \(values.rowLength)")
    }
    return values.scalars
  }

  /// The reference models' outputs.
  ///
  /// - Parameter statistic: A statistic that the attack declared.
  /// - Returns: The bank.
  /// - Throws: `AuditingError` where the signal was not collected.
  public func bank(_ statistic: OutputStatistic) throws(AuditingError) -> SignalBank {
    guard let bank = references[statistic] else {
      throw AuditingError("no reference models' \(statistic.rawValue) was collected")
    }
    return bank
  }
}
