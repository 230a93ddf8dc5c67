/// The numbers or dates of one column, as far as the file is read.
struct NumericColumn {
  private(set) var values: [Double] = []
  private let missing: MissingValues
  private let isDate: Bool

  init(missing: MissingValues, isDate: Bool = false) {
    self.missing = missing
    self.isDate = isDate
  }

  mutating func append(_ field: Span<UInt8>) throws(FieldProblem) {
    if missing.contains(field) {
      values.append(.nan)
    } else if let number = isDate ? dayNumber(field) : decimalNumber(field) {
      values.append(number)
    } else {
      throw isDate ? .notADate : .notANumber
    }
  }
}
