public import Tensors

/// Where a bank's values are when they are not in memory.
public protocol BankStorage: Sendable {
  /// Reads one model's values of consecutive records.
  ///
  /// - Parameters:
  ///   - model: The model's number.
  ///   - records: Record positions.
  /// - Returns: Records x queries.
  /// - Throws: An error in one line where the values cannot be read.
  func values(ofModel model: Int, records: Range<Int>) throws -> [Float]
}

/// One statistic of many reference models on the same records: models x records x queries.
///
/// Values are read in blocks of records, so that a bank may be larger than memory. Leaving a model out shares the storage and
/// what was derived from it, so each shadow can be attacked in turn with the others as its bank.
public struct SignalBank: Sendable {
  /// Which records each model saw.
  public let inclusion: Inclusion
  /// The numbers of the models in use, ascending.
  public let models: [Int]
  /// The number of queries of each record.
  public let queryCount: Int
  private let storage: any BankStorage
  private let derivedValues: DerivedValues

  /// The values of consecutive records.
  public struct Block: Equatable, Sendable {
    /// Record positions.
    public let records: Range<Int>
    /// Models in use x records x queries, finite.
    public let values: [Float]
    /// Models in use x records: true where the model saw the record.
    public let isIncluded: [Bool]
  }

  /// Creates a bank in memory with all its models in use.
  ///
  /// - Parameters:
  ///   - values: Models x records x queries.
  ///   - inclusion: Models x records.
  /// - Throws: `AuditingError` naming the model and record of a value that is not finite.
  public init(values: Tensor<Float>, inclusion: Inclusion) throws(AuditingError) {
    precondition(
      values.shape.count == 3 && values.shape[0] == inclusion.modelCount
        && values.shape[1] == inclusion.recordCount,
      "a \(values.shape) bank with \(inclusion.modelCount) x \(inclusion.recordCount) inclusions")
    self.init(
      storage: TensorStorage(values: values), queryCount: values.shape[2], inclusion: inclusion)
    for model in models {
      let row = values.row(model)
      if let place = row.firstIndex(where: { !$0.isFinite }) {
        throw Self.notFinite(model: model, record: (place - row.startIndex) / queryCount)
      }
    }
  }

  /// Creates a bank whose values are read when they are needed, with all its models in use.
  ///
  /// - Parameters:
  ///   - storage: Where the values are.
  ///   - queryCount: The number of queries of each record.
  ///   - inclusion: Models x records.
  public init(storage: any BankStorage, queryCount: Int, inclusion: Inclusion) {
    self.init(
      storage: storage, queryCount: queryCount, inclusion: inclusion,
      models: Array(0..<inclusion.modelCount), derivedValues: DerivedValues())
  }

  private init(
    storage: any BankStorage, queryCount: Int, inclusion: Inclusion, models: [Int],
    derivedValues: DerivedValues
  ) {
    (self.storage, self.queryCount) = (storage, queryCount)
    (self.inclusion, self.models) = (inclusion, models)
    self.derivedValues = derivedValues
  }

  /// The number of records.
  public var recordCount: Int { inclusion.recordCount }

  /// The bank without one model.
  ///
  /// - Parameter model: The number of the model that is left out.
  /// - Returns: A bank that shares this one's storage.
  public func leavingOut(_ model: Int) -> SignalBank {
    SignalBank(
      storage: storage, queryCount: queryCount, inclusion: inclusion,
      models: models.filter { $0 != model }, derivedValues: derivedValues)
  }

  /// The numbers of the models that are not in use, ascending.
  public var leftOut: [Int] {
    var isUsed = Array(repeating: false, count: inclusion.modelCount)
    for model in models { isUsed[model] = true }
    return isUsed.indices.filter { !isUsed[$0] }
  }

  /// What a type makes of the bank with all its models in use, whichever are left out here; made once and then shared.
  ///
  /// - Parameter type: What is wanted.
  /// - Returns: The same value for all banks that share this one's storage.
  /// - Throws: What making it throws.
  public func derived<Value: DerivedFromBank>(_ type: Value.Type) throws -> Value {
    try derivedValues.value(type) {
      try Value(
        SignalBank(
          storage: storage, queryCount: queryCount, inclusion: inclusion,
          models: Array(0..<inclusion.modelCount), derivedValues: derivedValues))
    }
  }

  /// What was made of the bank under a name, where no model is left out; made once and then shared.
  ///
  /// - Parameters:
  ///   - type: What is wanted.
  ///   - name: Tells values of one type apart: with the bank it says all that the value depends on.
  ///   - make: Makes the value of this bank.
  /// - Returns: The value; not shared where a model is left out.
  /// - Throws: What making it throws.
  public func derived<Value: Sendable>(
    _ type: Value.Type, named name: String, _ make: () throws -> Value
  ) throws -> Value {
    guard leftOut.isEmpty else { return try make() }
    return try derivedValues.value(type, named: name, make)
  }

  /// One model's values of all records.
  ///
  /// - Parameter model: The model's number.
  /// - Returns: Records x queries.
  /// - Throws: `AuditingError` naming the model and record of a value that is not finite.
  public func values(ofModel model: Int) throws -> [Float] {
    try finiteValues(ofModel: model, records: 0..<recordCount)
  }

  /// The values of consecutive records.
  ///
  /// - Parameter records: Record positions.
  /// - Returns: The block, of all models in use.
  /// - Throws: `AuditingError` naming the model and record of a value that is not finite.
  public func block(_ records: Range<Int>) throws -> Block {
    var values: [Float] = []
    values.reserveCapacity(models.count * records.count * queryCount)
    for model in models { values += try finiteValues(ofModel: model, records: records) }
    return Block(
      records: records, values: values,
      isIncluded: inclusion.block(models: models, records: records))
  }

  /// Consecutive ranges of all records, each of which makes a block of about a million values.
  public var blocks: [Range<Int>] {
    let size = max(1, (1 << 20) / max(1, models.count * queryCount))
    return stride(from: 0, to: recordCount, by: size).map { $0..<min($0 + size, recordCount) }
  }

  private func finiteValues(ofModel model: Int, records: Range<Int>) throws -> [Float] {
    let values = try storage.values(ofModel: model, records: records)
    precondition(
      values.count == records.count * queryCount, "\(values.count) values for \(records)")
    if let place = values.firstIndex(where: { !$0.isFinite }) {
      throw Self.notFinite(model: model, record: records.lowerBound + place / queryCount)
    }
    return values
  }

  private static func notFinite(model: Int, record: Int) -> AuditingError {
    AuditingError("reference model \(model) gives no finite signal for record \(record)")
  }

  /// Puts records and models into another order.
  ///
  /// - Parameters:
  ///   - models: Numbers of models in use, each at most once.
  ///   - records: Record positions, in the new order.
  /// - Returns: A bank in memory.
  /// - Throws: `AuditingError` where a value cannot be read or is not finite.
  public func selecting(models: [Int], records: [Int]) throws -> SignalBank {
    precondition(
      models.allSatisfy(self.models.contains) && Set(models).count == models.count,
      "models \(models) of a bank of models \(self.models)")
    var scalars: [Float] = []
    for model in models {
      let row = try values(ofModel: model)
      for record in records {
        scalars += row[record * queryCount..<(record + 1) * queryCount]
      }
    }
    let rows = models.map { model in
      let row = Array(inclusion.row(model))
      return records.map { row[$0] }
    }
    return try SignalBank(
      values: Tensor(shape: [models.count, records.count, queryCount], scalars: scalars),
      inclusion: Inclusion(rows))
  }
}

/// Values in memory.
private struct TensorStorage: BankStorage {
  let values: Tensor<Float>

  func values(ofModel model: Int, records: Range<Int>) -> [Float] {
    let (row, queries) = (values.row(model), values.shape[2])
    return Array(
      row[
        row.startIndex + records.lowerBound * queries..<row.startIndex + records.upperBound
          * queries])
  }
}
