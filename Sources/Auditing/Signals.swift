public import Tensors

/// A kind of signal that an attack can declare and a collector can fill.
public enum SignalRequirement: Hashable, Sendable {
  /// The records' features and labels, with the membership of other folds for cross-fitting.
  case records
  /// The class of each record.
  case labels
  /// A statistic of the audited model's outputs.
  case target(OutputStatistic)
  /// A statistic of the outputs of reference models trained as the audited one.
  case references(OutputStatistic)
  /// Reference models of which some saw the attacked records.
  case referenceMembers
  /// A statistic of the audited model's outputs on records that it never saw.
  case populationTarget(OutputStatistic)
  /// A statistic of the reference models' outputs on records that the audited model never saw.
  case populationReferences(OutputStatistic)
  /// The features and labels of the audited records and of records that the audited model never saw.
  case populationRecords
  /// A released dataset, with the attacked records' distances to it where a space is named.
  case released(RecordSpace?)
  /// A released table with columns of its own, which images are not.
  case releasedColumns
  /// The number and nearness of released records around each attacked record.
  case releasedWithin(RecordSpace)
  /// Records that the release was not made from, with the attacked records' distances to them where a space is named.
  case releaseReference(RecordSpace?)
  /// Other releases made as the audited one, each from known records.
  case releaseBank
  /// Each attacked record's Euclidean distance to the nearest record of each of those releases.
  case releaseBankDistances
  /// The noisy counts that the release was made of, for records that were put in to be found.
  case openedCounts
}

/// What models say of one set of records.
public struct Outputs: Sendable {
  /// The records' row numbers in the dataset; the identity that randomness is keyed by.
  public let records: [Int]
  /// The class of each record; nil where it is not known.
  public let labels: [Int32]?
  /// The audited model's outputs by statistic, records x queries (or classes).
  public let target: [OutputStatistic: Tensor<Double>]
  /// The reference models' outputs by statistic.
  public let references: [OutputStatistic: SignalBank]

  /// Creates the outputs of one set of records.
  ///
  /// - Parameters:
  ///   - records: The records' row numbers in the dataset.
  ///   - labels: The class of each record.
  ///   - target: The audited model's outputs, records x queries (or classes).
  ///   - references: The reference models' outputs.
  /// - Throws: `AuditingError` naming the row of an output that is not finite.
  public init(
    records: [Int], labels: [Int32]? = nil, target: [OutputStatistic: Tensor<Double>] = [:],
    references: [OutputStatistic: SignalBank] = [:]
  ) throws(AuditingError) {
    precondition(
      labels.map { $0.count == records.count } ?? true,
      "\(labels?.count ?? 0) labels for \(records.count) records")
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
    (self.records, self.labels) = (records, labels)
    (self.target, self.references) = (target, references)
  }

  /// Whether a reference model saw one of the records.
  var haveReferenceMembers: Bool {
    references.values.contains { bank in
      bank.models.contains { bank.inclusion.row($0).contains(true) }
    }
  }

  /// The audited model's outputs.
  ///
  /// - Parameter statistic: A statistic that the attack declared.
  /// - Returns: Records x queries, or records x classes.
  /// - Throws: `AuditingError` where the signal was not collected.
  public func values(_ statistic: OutputStatistic) throws(AuditingError) -> Tensor<Double> {
    guard let values = target[statistic] else {
      throw AuditingError("the target's \(statistic.rawValue) was not collected")
    }
    return values
  }

  /// The audited model's outputs to each record itself, which is the first query.
  ///
  /// - Parameter statistic: A statistic that the attack declared, not one per class.
  /// - Returns: One number for each record.
  /// - Throws: `AuditingError` where the signal was not collected.
  public func firstQuery(_ statistic: OutputStatistic) throws(AuditingError) -> [Double] {
    precondition(!statistic.isPerClass, "\(statistic.rawValue) has a number for each class")
    let values = try values(statistic)
    guard values.rowLength > 1 else { return values.scalars }
    return (0..<values.rowCount).map { values.scalars[$0 * values.rowLength] }
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

/// What an attacker observed of one target.
public struct Signals: Sendable {
  /// What models say of the records that are attacked.
  public let audited: Outputs
  /// What models say of records that the audited model never saw; nil where there are none.
  public let population: Outputs?
  /// The seed of the experiment.
  public let seed: UInt64
  /// The records that are attacked themselves, for the attacks that declare them.
  public let labelled: LabelledRecords?
  /// The features of the attacked records and of the population, for the attacks that declare them.
  public let features: RecordFeatures?
  /// What was released, where a dataset is attacked and not a model.
  public let release: ReleaseSignals?

  /// Creates the signals of one target.
  ///
  /// - Parameters:
  ///   - audited: What models say of the records that are attacked.
  ///   - population: What models say of records that the audited model never saw.
  ///   - seed: The seed of the experiment.
  ///   - labelled: The records that are attacked themselves.
  ///   - features: The features of the attacked records and of the population.
  ///   - release: What was released.
  public init(
    audited: Outputs, population: Outputs? = nil, seed: UInt64, labelled: LabelledRecords? = nil,
    features: RecordFeatures? = nil, release: ReleaseSignals? = nil
  ) {
    precondition(
      release.map { $0.audited == audited.records } ?? true,
      "a release beside other records than the attacked ones")
    precondition(
      labelled.map { $0.keys.count == audited.records.count } ?? true,
      "\(labelled?.keys.count ?? 0) labelled records for \(audited.records.count)")
    precondition(
      features.map {
        $0.audited.rowCount == audited.records.count
          && $0.population.rowCount == population?.records.count
      } ?? true,
      "features of other records than the signals'")
    (self.audited, self.population) = (audited, population)
    (self.seed, self.labelled, self.features) = (seed, labelled, features)
    self.release = release
  }

  /// The number of records that are attacked.
  public var recordCount: Int { audited.records.count }

  /// What models say of records that the audited model never saw.
  ///
  /// - Returns: The outputs.
  /// - Throws: `AuditingError` where there are none.
  public func requiredPopulation() throws(AuditingError) -> Outputs {
    guard let population else { throw AuditingError("no population was observed") }
    return population
  }

  /// What was released.
  ///
  /// - Returns: The release with what else the attacker has.
  /// - Throws: `AuditingError` where nothing was released.
  public func requiredRelease() throws(AuditingError) -> ReleaseSignals {
    guard let release else { throw AuditingError("no dataset was released") }
    return release
  }

  /// What of some requirements these signals lack.
  ///
  /// - Parameter requirements: What an attack declares.
  /// - Returns: The requirements that are not filled.
  public func missing(_ requirements: Set<SignalRequirement>) -> Set<SignalRequirement> {
    requirements.filter { requirement in
      switch requirement {
      case .records: labelled == nil
      case .labels: audited.labels == nil
      case .target(let statistic): audited.target[statistic] == nil
      case .references(let statistic): audited.references[statistic] == nil
      case .referenceMembers: !audited.haveReferenceMembers
      case .populationTarget(let statistic): population?.target[statistic] == nil
      case .populationReferences(let statistic): population?.references[statistic] == nil
      case .populationRecords: features == nil
      case .released, .releasedColumns, .releasedWithin, .releaseReference, .releaseBank,
        .releaseBankDistances, .openedCounts:
        !(release?.fills(requirement) ?? false)
      }
    }
  }
}
