public import Tensors

/// A dataset with its features encoded once, for all models of an audit to share.
///
/// Categorical features become one column for each level; numeric ones are centred and scaled over the whole dataset so
/// that single precision suffices, with NaN where a value is missing and a flag column where any is. What a model
/// learns of these columns (their mean, their spread, which levels exist) is fitted again on its own training records.
///
/// Numeric features may instead become one column for each quantile bin, missing values a column of their own as for
/// levels. The bins are found over all records, members and non-members alike: they are part of what every model and
/// attack is given, so that they tell nothing about which records are members.
public struct Records: Sendable {
  /// What one encoded column holds.
  public enum ColumnKind: Equatable, Sendable {
    /// A number, NaN where missing.
    case number
    /// One where the feature has this level, else zero.
    case level(String)
    /// One where the feature is above `lower` and at most `upper`, else zero; the first bin holds `lower` too.
    case bin(lower: Double, upper: Double)
    /// One where the feature is missing, else zero.
    case missing
  }

  /// One encoded column.
  public struct Column: Equatable, Sendable {
    /// The feature's name.
    public let feature: String
    /// What the column holds.
    public let kind: ColumnKind
  }

  /// The most numbers that an encoding may have.
  static let numberLimit = 1 << 31

  /// The records themselves.
  public let dataset: Dataset
  /// What the columns are.
  public let columns: [Column]
  /// Records x columns.
  public let features: Tensor<Float>
  /// The number of records, from the first, that the encoding was fitted on: all but canaries.
  package let fittedCount: Int
  /// Where distances between records are taken; nil where the encoded columns are that space.
  package let coordinates: Coordinates?
  private let numbers: NumericEncoding

  /// Encodes a dataset.
  ///
  /// - Parameters:
  ///   - dataset: The dataset.
  ///   - numbers: How numeric features are encoded.
  ///   - fitted: The number of records, from the first, that the encoding is fitted on, so that records put after them do
  ///     not change it; nil for all.
  /// - Throws: `TablesError` where the encoding would not fit into memory.
  public init(
    _ dataset: Dataset, numbers: NumericEncoding = .standard, fittedOn fitted: Int? = nil
  ) throws(TablesError) {
    try self.init(dataset, numbers: numbers, fittedOn: fitted, coordinates: nil)
  }

  /// Encodes a dataset whose records have coordinates of their own.
  ///
  /// - Parameters:
  ///   - dataset: The dataset.
  ///   - coordinates: The coordinates of all records.
  /// - Throws: `TablesError` where the encoding would not fit into memory.
  package init(_ dataset: Dataset, coordinates: Coordinates) throws(TablesError) {
    try self.init(dataset, numbers: .standard, fittedOn: nil, coordinates: coordinates)
  }

  private init(
    _ dataset: Dataset, numbers: NumericEncoding, fittedOn fitted: Int?, coordinates: Coordinates?
  ) throws(TablesError) {
    self.coordinates = coordinates ?? dataset.images?.coordinates
    self.numbers = numbers
    let fitted = fitted ?? dataset.count
    let blocks = dataset.features.map { EncodedFeature($0, numbers, fittedOn: fitted) }
    fittedCount = fitted
    columns = blocks.flatMap(\.columns)
    guard dataset.count * columns.count <= Self.numberLimit else {
      throw TablesError(
        dataset.name, line: nil,
        "\(dataset.count) records x \(columns.count) encoded columns do not fit: "
          + "ignore or coarsen the columns with most levels, or lower 'bins'")
    }
    var scalars: [Float] = Array(repeating: 0, count: dataset.count * columns.count)
    var first = 0
    for block in blocks {
      block.write(to: &scalars, firstColumn: first, columnCount: columns.count)
      first += block.columns.count
    }
    self.dataset = dataset
    features = Tensor(shape: [dataset.count, columns.count], scalars: scalars)
  }

  /// Puts other values into the columns of encoded records.
  init(_ records: Records, dataset: Dataset? = nil, features: Tensor<Float>) {
    (self.dataset, columns) = (dataset ?? records.dataset, records.columns)
    fittedCount = records.fittedCount
    (coordinates, numbers) = (records.coordinates, records.numbers)
    self.features = features
  }

  /// Puts other records after these and encodes them by the same columns.
  ///
  /// What these columns have no place for, such as a level or a missing value that no record of the encoding has, is zero in all
  /// columns of its feature.
  ///
  /// - Parameter other: A table of the same features.
  /// - Returns: These records, whose row numbers and features stay, and then the others.
  /// - Throws: `TablesError` where columns differ, a class is unknown, or the encoding would not fit into memory.
  package func appending(_ other: Dataset) throws(TablesError) -> Records {
    guard dataset.images == nil else { return try appending(images: other) }
    let joined = try Records(
      dataset.joining([other]), numbers: numbers, fittedOn: fittedCount)
    guard joined.classCount == classCount else {
      throw TablesError(other.name, "has a class that \(dataset.name) has not; leave it out")
    }
    let places = columns.map { joined.columns.firstIndex(of: $0) }
    let width = joined.columns.count
    var scalars: [Float] = []
    scalars.reserveCapacity(joined.count * columns.count)
    for row in 0..<joined.count {
      for (place, column) in zip(places, columns) {
        let value = place.map { joined.features.scalars[row * width + $0] } ?? 0
        scalars.append(value.isNaN && !hasMissing(column) ? 0 : value)
      }
    }
    return Records(
      joined, columns: columns,
      features: Tensor(shape: [joined.count, columns.count], scalars: scalars))
  }

  /// Puts other images after these, which are then described by nothing else.
  private func appending(images other: Dataset) throws(TablesError) -> Records {
    let joined = try dataset.describing(by: []).joining([other.describing(by: [])])
    guard joined.label.names.count == classCount else {
      throw TablesError(other.name, "has a class that \(dataset.name) has not; leave it out")
    }
    return try Records(joined, fittedOn: fittedCount)
  }

  /// Shows other images in the place of these.
  ///
  /// - Parameter images: As many images of the same size.
  /// - Returns: The same records as these images; encoded columns stay.
  package func showing(_ images: RecordImages) -> Records {
    precondition(
      images.count == count && images.shape == dataset.images?.shape,
      "other images than the records'")
    return Records(self, coordinates: images.coordinates)
  }

  private init(_ records: Records, coordinates: Coordinates) {
    (dataset, columns, features) = (records.dataset, records.columns, records.features)
    (fittedCount, numbers) = (records.fittedCount, records.numbers)
    self.coordinates = coordinates
  }

  /// Whether missing values of a column's feature have a column of their own.
  private func hasMissing(_ column: Column) -> Bool {
    columns.contains(Column(feature: column.feature, kind: .missing))
  }

  private init(_ joined: Records, columns: [Column], features: Tensor<Float>) {
    (dataset, fittedCount, numbers) = (joined.dataset, joined.fittedCount, joined.numbers)
    (coordinates, self.columns, self.features) = (nil, columns, features)
  }

  /// The number of records.
  public var count: Int { dataset.count }
  /// The number of classes.
  public var classCount: Int { dataset.label.names.count }
}
