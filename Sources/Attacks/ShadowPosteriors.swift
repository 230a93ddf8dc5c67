import Auditing

/// The class probabilities that reference models give to records, as rows for attack models.
struct ShadowPosteriors {
  /// The reference models' log probabilities.
  let bank: SignalBank
  /// The class of each record.
  let labels: [Int32]

  /// Takes the log probabilities of reference models.
  ///
  /// - Throws: `AuditingError` where they or the labels were not collected, or a label is none of the classes.
  init(_ outputs: Outputs) throws(AuditingError) {
    bank = try outputs.bank(.logProbabilities)
    labels = try outputs.requiredLabels(classCount: bank.queryCount)
  }

  /// The number of classes.
  var classCount: Int { bank.queryCount }

  /// Rows of each class for each model and record, read block by block.
  ///
  /// - Parameters:
  ///   - classes: The classes that are wanted.
  ///   - features: How attack models see the probabilities.
  /// - Returns: The rows of each wanted class.
  /// - Throws: `AuditingError` where the bank cannot be read.
  func rows(
    ofClasses classes: Range<Int>, _ features: PosteriorFeatures
  ) throws -> [TrainingRows] {
    var rows = classes.map { _ in TrainingRows(width: features.width(classCount: classCount)) }
    for records in bank.blocks {
      let block = try bank.block(records)
      for model in bank.models.indices {
        for place in 0..<records.count {
          let label = Int(labels[records.lowerBound + place])
          guard classes.contains(label) else { continue }
          let row = model * records.count + place
          let values = block.values[row * classCount..<(row + 1) * classCount]
          rows[label - classes.lowerBound].append(
            features.features(values.map(Double.init), label: label),
            isMember: block.isIncluded[row])
        }
      }
    }
    return rows
  }

  /// Rows of one class or of all that are made anew in each pass.
  ///
  /// - Parameters:
  ///   - label: The class; nil for all.
  ///   - features: How attack models see the probabilities.
  /// - Returns: A row for each model and record.
  func bankRows(ofClass label: Int?, _ features: PosteriorFeatures) -> BankRows {
    let labels = labels
    return BankRows(
      bank, width: features.width(classCount: classCount),
      of: label.map { (label: Int32($0), labels: labels) }
    ) { values, record in features.features(values, label: Int(labels[record])) }
  }

  /// The fewer of the rows of members and of non-members of a class.
  func smallerSide(ofClass label: Int) -> Int {
    let records = labels.indices.filter { labels[$0] == label }
    let members = bank.models.reduce(0) { total, model in
      let row = bank.inclusion.row(model)
      return total + records.count { row[row.startIndex + $0] }
    }
    return min(members, bank.models.count * records.count - members)
  }

  /// Consecutive classes whose rows can be held together, or one whose rows are too many.
  func classGroups(_ features: PosteriorFeatures) -> [Range<Int>] {
    let size = bank.models.count * features.width(classCount: classCount)
    var counts = Array(repeating: 0, count: classCount)
    for label in labels { counts[Int(label)] += size }
    var groups: [Range<Int>] = []
    var (start, held) = (0, 0)
    for label in 0..<classCount {
      if held > 0 && held + counts[label] > BankRows.mostHeld {
        groups.append(start..<label)
        (start, held) = (label, 0)
      }
      held += counts[label]
    }
    return groups + [start..<classCount]
  }
}

extension Outputs {
  /// The class of each record.
  ///
  /// - Parameter classCount: The number of classes.
  /// - Returns: One label for each record.
  /// - Throws: `AuditingError` where labels were not collected or one is none of the classes.
  func requiredLabels(classCount: Int) throws(AuditingError) -> [Int32] {
    guard let labels else { throw AuditingError("the records' labels were not collected") }
    if let place = labels.firstIndex(where: { $0 < 0 || Int($0) >= classCount }) {
      throw AuditingError(
        "the label of row \(records[place]) is \(labels[place]), and the models have \(classCount) "
          + "classes")
    }
    return labels
  }
}
