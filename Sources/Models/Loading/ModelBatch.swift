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

  /// The features as numbers, prepared once for all parts; fails where one holds words.
  private let columns: Result<RawColumns, ModelsError>

  /// Creates a batch.
  package init(rows: ArraySlice<Int>, records: Records, view: FeatureView) {
    self.init(
      rows, of: records, view: view,
      columns: view == .encoded ? .success(.none) : RawColumns.reading(records.dataset.features))
  }

  private init(
    _ rows: ArraySlice<Int>, of records: Records, view: FeatureView,
    columns: Result<RawColumns, ModelsError>
  ) {
    (self.rows, self.records, self.view) = (rows, records, view)
    self.columns = columns
  }

  /// The number of records.
  package var count: Int { rows.count }

  /// A part of the batch.
  ///
  /// - Parameter places: Places in the batch.
  /// - Returns: The batch of the records there.
  package func part(_ places: Range<Int>) -> ModelBatch {
    ModelBatch(
      rows[rows.startIndex + places.lowerBound..<rows.startIndex + places.upperBound],
      of: records, view: view, columns: columns)
  }

  /// The batch with its last record repeated.
  ///
  /// - Parameter count: How many records are added; the batch must not be empty.
  /// - Returns: The longer batch.
  func padded(_ count: Int) -> ModelBatch {
    guard count > 0, let last = rows.last else { return self }
    return ModelBatch(
      (Array(rows) + Array(repeating: last, count: count))[...], of: records, view: view,
      columns: columns)
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
    case .columns: return try columns.get().gathered(rows, order: nil)
    case .image(let image):
      let width = view.width(records)
      let order = image.order(width: width)
      var values: [Float] =
        try records.dataset.images == nil
        ? columns.get().gathered(rows, order: order)
        : (records.coordinates?.values.gathered(rows, width: width, order: order) ?? [])
      image.scale(&values, width: width)
      return values
    }
  }

  /// All values that the model takes in, in double precision.
  ///
  /// - Returns: Records x width, row by row; NaN where a value is missing.
  /// - Throws: `ModelsError` naming a column that holds words.
  package func doubles() throws(ModelsError) -> [Double] {
    guard case .columns = view else { return try singles().map(Double.init) }
    return try columns.get().gathered(rows, order: nil)
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
