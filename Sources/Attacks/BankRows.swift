package import Auditing
import Learning

/// Rows of features of each model and record of a bank, made anew in each pass so that no more than a block of them is held.
package struct BankRows: LearningRows {
  /// The most numbers of features that are held rather than made anew: 128 MiB.
  package static let mostHeld = 1 << 24

  /// The number of features of a row.
  package let width: Int
  private let bank: SignalBank
  /// The class that rows are of, with the class of each record; nil for all records.
  private let selection: (label: Int32, labels: [Int32])?
  private let features: (_ values: [Double], _ record: Int) -> [Double]

  /// Takes a bank.
  ///
  /// - Parameters:
  ///   - bank: The bank.
  ///   - width: The number of features of a row.
  ///   - selection: The class that rows are of, with the class of each record; nil for all records.
  ///   - features: A row's features, from a model's values of a record and the record's position.
  package init(
    _ bank: SignalBank, width: Int, of selection: (label: Int32, labels: [Int32])? = nil,
    features: @escaping (_ values: [Double], _ record: Int) -> [Double]
  ) {
    (self.bank, self.width, self.selection) = (bank, width, selection)
    self.features = features
  }

  /// The number of rows.
  var count: Int {
    let records = selection.map { selection in
      selection.labels.count { $0 == selection.label }
    }
    return bank.models.count * (records ?? bank.recordCount)
  }

  /// Fits an attack model, to rows in memory where they are few and to rows made anew where they are many.
  ///
  /// - Parameters:
  ///   - ridge: The penalty of the attack model.
  ///   - mostHeld: The most numbers of features in memory.
  /// - Returns: The same model either way, to the bit.
  /// - Throws: What reading the bank or the regression throws.
  package func classifier(ridge: Double, mostHeld: Int = mostHeld) throws -> MembershipClassifier {
    guard count * width <= mostHeld else { return try MembershipClassifier(self, ridge: ridge) }
    var rows = TrainingRows(width: width)
    rows.reserve(count)
    try forEachRow { rows.append($0, isMember: $1) }
    return try MembershipClassifier(rows, ridge: ridge)
  }

  package func forEachBlock(_ body: (_ features: [Double], _ targets: [Bool]) throws -> Void) throws
  {
    var (values, targets): ([Double], [Bool]) = ([], [])
    values.reserveCapacity(learningBlock * width)
    try forEachRow { row, isMember in
      values += row
      targets.append(isMember)
      guard targets.count == learningBlock else { return }
      try body(values, targets)
      values.removeAll(keepingCapacity: true)
      targets.removeAll(keepingCapacity: true)
    }
    if !targets.isEmpty { try body(values, targets) }
  }

  private func forEachRow(_ body: (_ row: [Double], _ isMember: Bool) throws -> Void) throws {
    let queries = bank.queryCount
    for records in bank.blocks {
      let block = try bank.block(records)
      for row in block.isIncluded.indices {
        let record = records.lowerBound + row % records.count
        if let selection, selection.labels[record] != selection.label { continue }
        let values = block.values[row * queries..<(row + 1) * queries].map(Double.init)
        try body(features(values, record), block.isIncluded[row])
      }
    }
  }
}
