/// What a look at a whole file tells of its columns, from which a schema can be proposed.
package struct TableSurvey: Equatable, Sendable {
  /// What is known of one column.
  package struct Column: Equatable, Sendable {
    /// The name in the header, or `column_N` where there is none.
    package let name: String
    /// Whether every value that is not missing is a number.
    package let isNumeric: Bool
    /// Whether every value that is not missing is an ISO 8601 date.
    package let isDate: Bool
    /// The number of different values, counted up to `distinctLimit`.
    package let distinctCount: Int
    /// The number of missing values.
    package let missingCount: Int
    /// Different values that are no numbers: short ones, and no more than are needed to tell whether there is one.
    package let texts: Set<String>
    /// The one short value that is no number where all others are, such as a mark for missing ones; nil otherwise.
    package let loneText: String?
    /// How many records have it.
    package let loneTextCount: Int
  }

  /// The most different values that are told apart.
  package static let distinctLimit = 100_000
  /// The most different texts of a column that are kept.
  fileprivate static let textLimit = 32
  /// The most bytes of a text that may be a mark for missing values.
  fileprivate static let longestMark = 8
  /// Values that are taken to mean missing, besides the empty field.
  package static let missingMarkers: Set = [
    "?", "NA", "N/A", "na", "nan", "NaN", "NULL", "null", "None",
  ]

  /// What separates fields.
  package let delimiter: UInt8
  /// Whether the first record is a header.
  package let hasHeader: Bool
  /// The columns, in the file's order.
  package let columns: [Column]
  /// The number of records, without the header.
  package let recordCount: Int
  /// The markers that occur.
  package let missing: [String]

  /// Reads a file once, in blocks.
  ///
  /// - Parameter path: A comma-, semicolon-, tab- or bar-separated file, packed or not.
  /// - Throws: `TablesError` where the file cannot be read or its records differ in length.
  package init(path: String) throws(TablesError) {
    var file = try SourceFile(path: path)
    var delimiter: UInt8?
    var scanner: RecordScanner?
    var counts = SurveyCounts(file: file.name)
    while let block = try file.nextBlock(size: 1 << 18) {
      let separator = delimiter ?? Self.delimiter(of: block)
      delimiter = separator
      var current =
        scanner ?? RecordScanner(file: file.name, delimiter: separator, comment: nil)
      try current.scan(block.span, into: &counts)
      scanner = current
    }
    if var last = scanner { try last.finish(into: &counts) }
    let names = counts.names
    guard let separator = delimiter, !names.isEmpty else {
      throw TablesError(file.name, "the file has no records; give a file with data")
    }
    self.delimiter = separator
    hasHeader = counts.hasHeader
    recordCount = counts.recordCount
    missing = counts.markers.sorted()
    columns = names.indices.map { place in
      Column(
        name: counts.hasHeader ? names[place] : "column_\(place + 1)",
        isNumeric: counts.columns[place].isNumeric && counts.columns[place].valueCount > 0,
        isDate: counts.columns[place].isDate && counts.columns[place].valueCount > 0,
        distinctCount: counts.columns[place].distinct.count,
        missingCount: counts.recordCount - counts.columns[place].valueCount,
        texts: counts.columns[place].texts, loneText: counts.columns[place].loneText,
        loneTextCount: counts.columns[place].firstTextCount)
    }
  }

  private init(_ survey: TableSurvey, columns: [Column]) {
    (delimiter, hasHeader) = (survey.delimiter, survey.hasHeader)
    (recordCount, missing) = (survey.recordCount, survey.missing)
    self.columns = columns
  }

  /// The same survey with other columns.
  package func mappingColumns(_ change: (Column) -> Column) -> TableSurvey {
    TableSurvey(self, columns: columns.map(change))
  }

  /// The separator that occurs most often in the first line.
  private static func delimiter(of block: [UInt8]) -> UInt8 {
    let line = block.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    let candidates = [",", ";", "\t", "|"].flatMap { Array($0.utf8) }
    let counted = candidates.map { candidate in (candidate, line.count { $0 == candidate }) }
    let best = counted.reduce((UInt8(ascii: ","), 0)) { $1.1 > $0.1 ? $1 : $0 }
    return best.0
  }
}

extension TableSurvey.Column {
  /// The column where a mark among its numbers means a missing value.
  ///
  /// - Parameters:
  ///   - mark: The column's lone text.
  ///   - isNumeric: Whether the other values are numbers to reckon with, and not codes.
  /// - Returns: The same column, without the mark among its values.
  package func readingAsMissing(_ mark: String, isNumeric: Bool) -> TableSurvey.Column {
    precondition(loneText == mark, "'\(mark)' is not the only text of column '\(name)'")
    return TableSurvey.Column(
      name: name, isNumeric: isNumeric, isDate: false, distinctCount: distinctCount - 1,
      missingCount: missingCount + loneTextCount, texts: [], loneText: nil, loneTextCount: 0)
  }
}

/// Counts values while the scanner hands them over.
private struct SurveyCounts: FieldReceiver {
  struct Column {
    var isNumeric = true
    var isDate = true
    var valueCount = 0
    var distinct: Set<UInt64> = []
    var texts: Set<String> = []
    var hasOtherTexts = false
    /// The hash of the first value that was no number, and how often it occurred.
    var firstText: UInt64?
    var firstTextCount = 0

    var loneText: String? {
      texts.count == 1 && !hasOtherTexts && distinct.count > 1 ? texts.first : nil
    }

    /// Takes a value that did not occur before into account.
    mutating func add(_ field: Span<UInt8>, hash: UInt64) {
      if isDate && dayNumber(field) == nil { isDate = false }
      guard decimalNumber(field) == nil else { return }
      isNumeric = false
      if firstText == nil { (firstText, firstTextCount) = (hash, 1) }
      if field.count <= TableSurvey.longestMark && texts.count < TableSurvey.textLimit {
        texts.insert(text(field))
      } else {
        hasOtherTexts = true
      }
    }
  }

  let file: String
  var names: [String] = []
  var hasHeader = false
  var columns: [Column] = []
  var recordCount = 0
  var markers: Set<String> = []
  private var isFirst = true
  private var place = 0
  private var first: [(text: String, isNumber: Bool)] = []

  init(file: String) {
    self.file = file
  }

  mutating func take(_ field: Span<UInt8>, line: Int) {
    if isFirst {
      first.append((text(field), decimalNumber(field) != nil))
    } else if place < columns.count {
      count(field)
    }
    place += 1
  }

  mutating func endRecord(line: Int) throws(TablesError) {
    defer { place = 0 }
    guard isFirst else {
      guard place == columns.count else {
        throw TablesError(
          file, line: line, "\(place) fields where the first line has \(columns.count)")
      }
      recordCount += 1
      return
    }
    isFirst = false
    names = first.map(\.text)
    columns = names.map { _ in Column() }
    // A number cannot be a column's name, so a first line with one is a record.
    hasHeader = !first.contains(where: \.isNumber)
    guard !hasHeader else { return }
    recordCount = 1
    place = 0
    for value in names {
      count(Array(value.utf8).span)
      place += 1
    }
  }

  private mutating func count(_ field: Span<UInt8>) {
    if field.isEmpty { return }
    let isShort = field.count <= 4
    if isShort {
      let value = text(field)
      if TableSurvey.missingMarkers.contains(value) {
        markers.insert(value)
        return
      }
    }
    columns[place].valueCount += 1
    var hash = FNV1a()
    for position in field.indices { hash.add(field[position]) }
    if columns[place].firstText == hash.value {
      columns[place].firstTextCount += 1
      return
    }
    // Beyond the limit values are no longer told apart, and each is looked at.
    guard
      columns[place].distinct.count >= TableSurvey.distinctLimit
        || columns[place].distinct.insert(hash.value).inserted
    else { return }
    columns[place].add(field, hash: hash.value)
  }
}
