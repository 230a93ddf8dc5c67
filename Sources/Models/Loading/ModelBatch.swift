package import Tables
import Tensors

/// Some records that a model is asked about together.
package struct ModelBatch: Sendable {
  /// The values of one column.
  package enum Column: Equatable, Sendable {
    /// Numbers, NaN where missing.
    case numbers([Double])
    /// Texts, nil where missing.
    case texts([String?])
  }

  /// The records' row numbers.
  package let rows: ArraySlice<Int>
  /// All records.
  package let records: Records
  /// What of a record the model takes in.
  package let view: FeatureView

  /// Creates a batch.
  package init(rows: ArraySlice<Int>, records: Records, view: FeatureView) {
    (self.rows, self.records, self.view) = (rows, records, view)
  }

  /// The number of records.
  package var count: Int { rows.count }

  /// A part of the batch.
  ///
  /// - Parameter places: Places in the batch.
  /// - Returns: The batch of the records there.
  package func part(_ places: Range<Int>) -> ModelBatch {
    ModelBatch(
      rows: rows[rows.startIndex + places.lowerBound..<rows.startIndex + places.upperBound],
      records: records, view: view)
  }

  /// All values that the model takes in, in single precision.
  ///
  /// - Returns: Records x width, row by row; NaN where a value is missing.
  /// - Throws: `ModelsError` naming a column that holds words.
  package func singles() throws(ModelsError) -> [Float] {
    switch view {
    case .encoded:
      var values: [Float] = []
      values.reserveCapacity(count * records.columns.count)
      for row in rows { values += records.features.row(row) }
      return values
    case .columns: return try gathered { Float($0) }
    case .image(let image): return image.arranged(try gathered { Float($0) }, count: count)
    }
  }

  /// All values that the model takes in, in double precision.
  ///
  /// - Returns: Records x width, row by row; NaN where a value is missing.
  /// - Throws: `ModelsError` naming a column that holds words.
  package func doubles() throws(ModelsError) -> [Double] {
    guard case .columns = view else { return try singles().map(Double.init) }
    return try gathered { $0 }
  }

  private func gathered<Number: BinaryFloatingPoint>(
    _ converted: (Double) -> Number
  ) throws(ModelsError) -> [Number] {
    let features = records.dataset.features
    var values = Array(repeating: Number(0), count: count * features.count)
    for (column, feature) in features.enumerated() {
      let numbers = try RawColumn(feature)
      var place = column
      for row in rows {
        values[place] = converted(numbers[row])
        place += features.count
      }
    }
    return values
  }

  /// One column by its name.
  ///
  /// - Parameter name: The feature's name.
  /// - Returns: A value for each record.
  /// - Throws: `ModelsError` where there is no such feature.
  package func column(_ name: String) throws(ModelsError) -> Column {
    let features = records.dataset.features
    guard let feature = features.first(where: { $0.name == name }) else {
      throw ModelsError(unknownColumn(name, among: features.map(\.name)))
    }
    switch feature.values {
    case .numeric(let numbers): return .numbers(rows.map { numbers[$0] })
    case .categorical(let categories):
      return .texts(
        rows.map {
          let code = categories.codes[$0]
          return code < 0 ? nil : categories.names[Int(code)]
        })
    }
  }
}

/// A feature's values as numbers: its own, or those that its levels' names spell.
struct RawColumn {
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

  subscript(_ row: Int) -> Double {
    guard let codes else { return numbers[row] }
    return codes[row] < 0 ? .nan : numbers[Int(codes[row])]
  }
}
