public import Tensors

/// A dataset with its features encoded once, for all models of an audit to share.
///
/// Categorical features become one column for each level; numeric ones are centred and scaled over the whole dataset so
/// that single precision suffices, with NaN where a value is missing and a flag column where any is. What a model
/// learns of these columns (their mean, their spread, which levels exist) is fitted again on its own training records.
public struct Records: Sendable {
  /// What one encoded column holds.
  public enum ColumnKind: Equatable, Sendable {
    /// A number, NaN where missing.
    case number
    /// One where the feature has this level, else zero.
    case level(String)
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

  /// Encodes a dataset.
  ///
  /// - Parameter dataset: The dataset.
  /// - Throws: `TablesError` where the encoding would not fit into memory.
  public init(_ dataset: Dataset) throws(TablesError) {
    let blocks = dataset.features.map(EncodedFeature.init)
    columns = blocks.flatMap(\.columns)
    guard dataset.count * columns.count <= Self.numberLimit else {
      throw TablesError(
        dataset.name, line: nil,
        "\(dataset.count) records x \(columns.count) encoded columns do not fit: "
          + "ignore or coarsen the columns with most levels")
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

  /// Puts encoded columns together that were made from a dataset.
  init(dataset: Dataset, columns: [Column], features: Tensor<Float>) {
    (self.dataset, self.columns, self.features) = (dataset, columns, features)
  }

  /// The number of records.
  public var count: Int { dataset.count }
  /// The number of classes.
  public var classCount: Int { dataset.label.names.count }
}

/// One feature with the columns that it becomes.
private struct EncodedFeature {
  let feature: Feature
  let columns: [Records.Column]

  init(_ feature: Feature) {
    self.feature = feature
    let missing = Records.Column(feature: feature.name, kind: .missing)
    switch feature.values {
    case .numeric(let numbers):
      let number = Records.Column(feature: feature.name, kind: .number)
      columns = numbers.contains(where: \.isNaN) ? [number, missing] : [number]
    case .categorical(let categories):
      let levels = categories.names.map {
        Records.Column(feature: feature.name, kind: .level($0))
      }
      columns = categories.codes.contains(-1) ? levels + [missing] : levels
    }
  }

  func write(to scalars: inout [Float], firstColumn: Int, columnCount: Int) {
    switch feature.values {
    case .numeric(let numbers):
      let present = numbers.filter { !$0.isNaN }
      let center = present.reduce(0, +) / Double(max(1, present.count))
      let spread = present.reduce(0) { $0 + ($1 - center) * ($1 - center) }
      let deviation = (spread / Double(max(1, present.count))).squareRoot()
      let scale = deviation > 0 ? 1 / deviation : 1
      for (record, number) in numbers.enumerated() {
        let place = record * columnCount + firstColumn
        scalars[place] = Float((number - center) * scale)
        if number.isNaN { scalars[place + 1] = 1 }
      }
    case .categorical(let categories):
      for (record, code) in categories.codes.enumerated() {
        let column = code < 0 ? columns.count - 1 : Int(code)
        scalars[record * columnCount + firstColumn + column] = 1
      }
    }
  }
}
