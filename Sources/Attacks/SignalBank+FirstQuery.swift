import Auditing

extension SignalBank {
  /// The values of consecutive records themselves, which are the first of the queries.
  ///
  /// - Parameter records: Record positions.
  /// - Returns: A block with one query.
  /// - Throws: `AuditingError` naming the model and record of a value that is not finite.
  func firstQueries(_ records: Range<Int>) throws -> FirstQueries {
    let block = try block(records)
    let values =
      queryCount == 1
      ? block.values
      : stride(from: 0, to: block.values.count, by: queryCount).map { block.values[$0] }
    return FirstQueries(records: records, values: values, isIncluded: block.isIncluded)
  }

  /// One model's values of all records themselves.
  ///
  /// - Parameter model: The model's number.
  /// - Returns: One number for each record.
  /// - Throws: `AuditingError` naming the model and record of a value that is not finite.
  func firstQueries(ofModel model: Int) throws -> [Double] {
    let values = try values(ofModel: model)
    guard queryCount > 1 else { return values.map(Double.init) }
    return stride(from: 0, to: values.count, by: queryCount).map { Double(values[$0]) }
  }
}

/// What the reference models in use say of consecutive records themselves.
struct FirstQueries {
  /// Record positions.
  let records: Range<Int>
  /// Models in use x records.
  let values: [Float]
  /// Models in use x records: true where the model saw the record.
  let isIncluded: [Bool]

  /// Calls a function with the record's place in the block, the model's value and whether the model saw the record.
  func forEach(_ body: (_ place: Int, _ value: Double, _ isIncluded: Bool) -> Void) {
    for model in 0..<(values.count / max(1, records.count)) {
      let start = model * records.count
      for place in 0..<records.count {
        body(place, Double(values[start + place]), isIncluded[start + place])
      }
    }
  }
}

extension AuditingError {
  /// No reference model has a record on the side of the inclusion that the attack needs.
  static func noModel(included: Bool, record: Int) -> AuditingError {
    AuditingError(
      "no reference model \(included ? "saw" : "left out") the record at position \(record): "
        + "draw each record into half of the models")
  }
}
