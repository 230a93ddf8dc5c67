/// The numbers of one column, as far as the file is read.
struct NumericColumn {
  private(set) var values: [Double] = []
  private let missing: MissingValues

  init(missing: MissingValues) {
    self.missing = missing
  }

  mutating func append(_ field: Span<UInt8>) throws(FieldProblem) {
    if missing.contains(field) {
      values.append(.nan)
    } else if let number = decimalNumber(field) {
      values.append(number)
    } else {
      throw .notANumber
    }
  }
}
