/// What the columns of a table mean and how its files are written.
///
/// Every column of the files is in exactly one of `numeric`, `dates`, `categorical`, `ignored` and
/// `label`, so that a column cannot slip in or out of the features unnoticed. Groups may use any of them. Where nothing is to be
/// predicted there is no label, and every record has the class `not given`.
public struct Schema: Sendable, Equatable {
  /// The columns in the files' order; nil where the first record of every file is the header.
  public var columnNames: [String]?
  /// The features that are numbers.
  public var numeric: [String]
  /// The features that are dates, read as numbers: days since 1970-01-01.
  public var dates: [String]
  /// The features that are one of a set of levels.
  public var categorical: [String]
  /// The columns that are no features.
  public var ignored: [String]
  /// The column that holds the class of a record; nil where nothing is predicted.
  public var label: String?
  /// Text removed from the end of a label where present, such as the dot in one of UCI Adult's
  /// files.
  public var labelSuffix: String?
  /// The fields that mean a missing value, besides the empty one.
  public var missing: Set<String>
  /// The sensitive groups of the records.
  public var groups: [GroupRule]
  /// The ASCII byte between two fields.
  public var delimiter: UInt8
  /// The ASCII byte that makes a line a comment when a record would start with it.
  public var comment: UInt8?

  /// Describes a comma-separated table; `readCSV` checks the description before it reads.
  public init(
    columnNames: [String]? = nil, numeric: [String] = [], dates: [String] = [],
    categorical: [String] = [], ignored: [String] = [], label: String?,
    labelSuffix: String? = nil, missing: Set<String> = [], groups: [GroupRule] = [],
    delimiter: UInt8 = UInt8(ascii: ","), comment: UInt8? = nil
  ) {
    self.columnNames = columnNames
    self.numeric = numeric
    self.dates = dates
    self.categorical = categorical
    self.ignored = ignored
    self.label = label
    self.labelSuffix = labelSuffix
    self.missing = missing
    self.groups = groups
    self.delimiter = delimiter
    self.comment = comment
  }
}
