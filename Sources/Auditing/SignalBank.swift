public import Tensors

/// Which records each reference model was trained on.
public struct Inclusion: Equatable, Sendable {
  /// The number of models.
  public let modelCount: Int
  /// The number of records.
  public let recordCount: Int
  private let bits: [Bool]

  /// Creates an inclusion matrix.
  ///
  /// - Parameter rows: For each model, one value for each record: true where the model saw it.
  public init(_ rows: [[Bool]]) {
    modelCount = rows.count
    recordCount = rows.first?.count ?? 0
    precondition(
      rows.allSatisfy { [recordCount] in $0.count == recordCount },
      "inclusion rows differ in length")
    bits = Array(rows.joined())
  }

  /// One model's row: true where it saw the record.
  ///
  /// - Parameter model: The model's number.
  /// - Returns: One value for each record.
  public func row(_ model: Int) -> ArraySlice<Bool> {
    bits[model * recordCount..<(model + 1) * recordCount]
  }

  /// The number of records that a model saw.
  ///
  /// - Parameter model: The model's number.
  /// - Returns: A count from 0 to `recordCount`.
  public func trainingSize(_ model: Int) -> Int { row(model).count { $0 } }
}

/// One statistic of many reference models on the same records: models x records x queries.
///
/// Leaving a model out shares the storage, so each shadow can be attacked in turn with the others as its
/// bank at no cost in memory.
public struct SignalBank: Equatable, Sendable {
  /// The statistic, models x records x queries, finite.
  public let values: Tensor<Float>
  /// Which records each model saw.
  public let inclusion: Inclusion
  /// The numbers of the models in use, ascending.
  public let models: [Int]

  /// Creates a bank with all its models in use.
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
    if let place = values.scalars.firstIndex(where: { !$0.isFinite }) {
      let record = place / values.shape[2] % values.shape[1]
      throw AuditingError(
        "reference model \(place / values.rowLength) gives no finite signal for record \(record)")
    }
    self.values = values
    self.inclusion = inclusion
    models = Array(0..<inclusion.modelCount)
  }

  private init(_ bank: SignalBank, models: [Int]) {
    values = bank.values
    inclusion = bank.inclusion
    self.models = models
  }

  /// The number of records.
  public var recordCount: Int { values.shape[1] }
  /// The number of queries of each record.
  public var queryCount: Int { values.shape[2] }

  /// The bank without one model.
  ///
  /// - Parameter model: The number of the model that is left out.
  /// - Returns: A bank that shares this one's storage.
  public func leavingOut(_ model: Int) -> SignalBank {
    SignalBank(self, models: models.filter { $0 != model })
  }

  /// Puts records and models into another order.
  ///
  /// - Parameters:
  ///   - models: Numbers of models in use, each at most once.
  ///   - records: Record positions, in the new order.
  /// - Returns: A bank of its own storage.
  /// - Throws: Nothing for a valid bank.
  public func selecting(models: [Int], records: [Int]) throws(AuditingError) -> SignalBank {
    precondition(
      models.allSatisfy(self.models.contains) && Set(models).count == models.count,
      "models \(models) of a bank of models \(self.models)")
    var scalars: [Float] = []
    for model in models {
      let row = Array(values.row(model))
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
