import Auditing

/// The classes of records, numbered from 0 in the order of the labels that occur.
struct RecordClasses {
  /// The number of each record's class.
  let ofRecord: [Int]
  /// The label of each class.
  let labels: [Int32]

  /// Numbers the classes.
  ///
  /// - Throws: `AuditingError` where the labels were not collected.
  init(_ outputs: Outputs) throws(AuditingError) {
    guard let labels = outputs.labels else {
      throw AuditingError("the records' labels were not collected")
    }
    let distinct = Set(labels).sorted()
    let numbers = Dictionary(uniqueKeysWithValues: zip(distinct, distinct.indices))
    self.labels = distinct
    ofRecord = labels.compactMap { numbers[$0] }
  }

  /// The number of classes.
  var count: Int { labels.count }

  /// Requires that reference models have records of each class on both sides of the inclusion.
  ///
  /// - Parameter bank: The reference models.
  /// - Returns: For each class, how often a model saw a record of it and how often not.
  /// - Throws: `AuditingError` naming the first class that lacks one.
  func requiredCounts(_ bank: SignalBank) throws(AuditingError) -> [(into: Int, out: Int)] {
    var counts = Array(repeating: (into: 0, out: 0), count: count)
    for model in bank.models {
      for (place, isIncluded) in bank.inclusion.row(model).enumerated() {
        if isIncluded {
          counts[ofRecord[place]].into += 1
        } else {
          counts[ofRecord[place]].out += 1
        }
      }
    }
    for (label, counts) in zip(labels, counts) where counts.into == 0 || counts.out == 0 {
      throw AuditingError(
        "no reference model \(counts.into == 0 ? "saw" : "left out") a record of class \(label): "
          + "draw each record into half of the models")
    }
    return counts
  }
}
