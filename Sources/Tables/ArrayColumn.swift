/// One column of an array, as far as the array is read: numbers, or integer codes.
struct ArrayColumn {
  /// Beyond this not every integer is a number of 64 bits, so that two codes could become one.
  private static let largestCode = 1 << 53

  let name: String
  let array: StoredArray
  let isCategorical: Bool
  private var stored: [Double] = []
  private var codes = CodeColumn()

  init(name: String, of array: StoredArray, isCategorical: Bool) {
    self.name = name
    self.array = array
    self.isCategorical = isCategorical
  }

  /// Takes one column of a block of rows.
  ///
  /// - Throws: An infinity, or a code that is none.
  mutating func append(
    _ block: [Double], column: Int, firstRow: Int
  ) throws(TablesError) {
    let width = array.columnCount
    for (offset, place) in stride(from: column, to: block.count, by: width).enumerated() {
      let number = block[place]
      guard !number.isInfinite else {
        throw failure(firstRow + offset, "is infinite; save NaN where a number is missing")
      }
      if isCategorical {
        try append(code: number, row: firstRow + offset, to: &codes)
      } else {
        stored.append(number)
      }
    }
  }

  /// The column's values.
  ///
  /// - Throws: Whether all are missing.
  var values: Feature.Values {
    get throws(TablesError) {
      guard isCategorical ? !codes.values.isEmpty : !stored.allSatisfy(\.isNaN) else {
        throw array.failure("has column '\(name)' missing in every record; leave the column out")
      }
      return isCategorical ? .categorical(codes.categories { "\($0)" }) : .numeric(stored)
    }
  }

  /// The values as numbers, NaN where missing.
  var numbers: [Double] { isCategorical ? codes.numbers : stored }

  /// The values as levels.
  ///
  /// - Throws: The first row whose number is no integer.
  var levels: Categories {
    get throws(TablesError) {
      guard !isCategorical else { return codes.categories { "\($0)" } }
      var codes = CodeColumn()
      for (row, number) in stored.enumerated() { try append(code: number, row: row, to: &codes) }
      return codes.categories { "\($0)" }
    }
  }

  /// Forms an error about the column's number in a row, counted from 0.
  func failure(_ row: Int, _ message: String) -> TablesError {
    array.failure("has a number in row \(row), column '\(name)' that " + message)
  }

  private func append(
    code number: Double, row: Int, to codes: inout CodeColumn
  ) throws(TablesError) {
    var code: Int?
    if !number.isNaN {
      code = Int(exactly: number)
      guard let code, code.magnitude <= Self.largestCode else {
        throw failure(
          row, "is no integer code; leave the column out of 'categorical', or cut the group")
      }
    }
    guard codes.append(code) else {
      throw array.failure(
        "has more than \(CategoricalColumn.levelLimit) different codes in column '\(name)'; "
          + "leave it out of 'categorical', or cut the group")
    }
  }
}
