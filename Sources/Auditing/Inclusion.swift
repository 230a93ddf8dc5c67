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

  /// The rows of some models at some records: true where the model saw the record.
  ///
  /// - Parameters:
  ///   - models: The models' numbers.
  ///   - records: Record positions.
  /// - Returns: Models x records.
  func block(models: [Int], records: Range<Int>) -> [Bool] {
    var block: [Bool] = []
    block.reserveCapacity(models.count * records.count)
    for model in models {
      let start = model * recordCount
      block += bits[start + records.lowerBound..<start + records.upperBound]
    }
    return block
  }

  /// The number of records that a model saw.
  ///
  /// - Parameter model: The model's number.
  /// - Returns: A count from 0 to `recordCount`.
  public func trainingSize(_ model: Int) -> Int { row(model).count { $0 } }
}
