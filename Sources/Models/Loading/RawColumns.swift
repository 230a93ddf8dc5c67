import Tables

/// The features of all records as numbers, from which those of some records are gathered row by row.
struct RawColumns: Sendable {
  /// The numbers of a block of rows whose cache lines stay near the processor while all columns are written to them.
  private static let blockSize = 1 << 15

  /// No columns.
  static let none = RawColumns(columns: [])

  private let columns: [RawColumn]

  private init(columns: [RawColumn]) { self.columns = columns }

  /// Reads features as numbers.
  ///
  /// - Parameter features: The features.
  /// - Returns: The columns, or why one cannot be read.
  static func reading(_ features: [Feature]) -> Result<RawColumns, ModelsError> {
    do throws(ModelsError) {
      var columns: [RawColumn] = []
      for feature in features { columns.append(try RawColumn(feature)) }
      return .success(RawColumns(columns: columns))
    } catch {
      return .failure(error)
    }
  }

  /// The numbers of some records.
  ///
  /// - Parameters:
  ///   - rows: The records' row numbers.
  ///   - order: The column that stands at each place of a row; the columns in their order without it.
  /// - Returns: Records x columns, row by row; NaN where a value is missing.
  func gathered<Number: BinaryFloatingPoint>(_ rows: ArraySlice<Int>, order: [Int]?) -> [Number] {
    let width = columns.count
    var values = Array(repeating: Number(0), count: rows.count * width)
    guard width > 0 else { return values }
    var out = values.mutableSpan
    let rows = rows.span
    let step = max(8, Self.blockSize / width)
    for start in stride(from: 0, to: rows.count, by: step) {
      let block = rows.extracting(start..<min(start + step, rows.count))
      let run = Self.run(block)
      for place in 0..<width {
        columns[order?[place] ?? place].write(
          block, run: run, to: &out, from: start * width + place, step: width)
      }
    }
    return values
  }

  /// The rows as a range, where each follows the one before.
  private static func run(_ rows: Span<Int>) -> Range<Int>? {
    for index in rows.indices where rows[index] != rows[0] + index { return nil }
    return rows.isEmpty ? nil : rows[0]..<rows[0] + rows.count
  }
}

/// A feature's values as numbers: its own, or those that its levels' names spell.
struct RawColumn: Sendable {
  private let numbers: [Double]
  /// The level of each record; nil where the feature is a number.
  private let codes: [Int32]?

  /// Reads a feature as numbers.
  ///
  /// - Throws: `ModelsError` where a level is no number.
  init(_ feature: Feature) throws(ModelsError) {
    switch feature.values {
    case .numeric(let numbers): (self.numbers, codes) = (numbers, nil)
    case .categorical(let categories):
      var spelled: [Double] = []
      for name in categories.names {
        guard let number = Double(name), number.isFinite else {
          throw ModelsError(
            "the column '\(feature.name)' holds words, which a matrix of numbers cannot; set 'features' of 'target' "
              + "to encoded, give columns by name in 'inputs', or leave the column out of the data")
        }
        spelled.append(number)
      }
      (numbers, codes) = (spelled, categories.codes)
    }
  }

  /// The numbers of some records, NaN where missing.
  func values(_ rows: ArraySlice<Int>) -> [Double] {
    var values = Array(repeating: 0.0, count: rows.count)
    var out = values.mutableSpan
    write(rows.span, run: nil, to: &out, from: 0, step: 1)
    return values
  }

  /// Writes the numbers of some records, a step from one to the next; where they follow each other, `run` says from where to where.
  fileprivate func write<Number: BinaryFloatingPoint>(
    _ rows: Span<Int>, run: Range<Int>?, to out: inout MutableSpan<Number>, from start: Int,
    step: Int
  ) {
    let numbers = numbers.span
    var place = start
    if let codes {
      let codes = codes.span
      for index in rows.indices {
        let code = codes[rows[index]]
        out[place] = code < 0 ? .nan : Number(numbers[Int(code)])
        place += step
      }
    } else if let run {
      let own = numbers.extracting(run)
      for index in own.indices {
        out[place] = Number(own[index])
        place &+= step
      }
    } else {
      for index in rows.indices {
        out[place] = Number(numbers[rows[index]])
        place += step
      }
    }
  }
}
