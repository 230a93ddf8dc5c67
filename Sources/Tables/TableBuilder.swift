/// A table while its files are scanned: it learns the columns, checks records and fills the
/// columns.
struct TableBuilder: FieldReceiver {
  let name: String
  let schema: Schema
  /// What the table is compared with, by name; nil where it stands alone and must be complete.
  let reference: String?
  private(set) var layout: ColumnLayout?
  private(set) var columns = ColumnStore()
  private(set) var recordCount = 0

  private var file = ""
  /// The file whose header the others must repeat.
  private var firstFile = ""
  private var readsHeader = false
  private var header: [String] = []
  /// The column of each field of this file; nil where it is not used.
  private var order: [Int?] = []
  private var recordsBefore = 0
  private var fieldCount = 0
  private var problem: TablesError?

  /// - Throws: What is wrong with the schema.
  init(name: String, schema: Schema, reference: String? = nil) throws(TablesError) {
    self.name = name
    self.schema = schema
    self.reference = reference
    try schema.validate(for: name)
    if let columnNames = schema.columnNames { try setLayout(columnNames, place: name) }
  }

  mutating func beginFile(_ file: String) {
    self.file = file
    recordsBefore = recordCount
    readsHeader = schema.columnNames == nil
    header = []
    order = columns.columnCount > 0 ? (0..<columns.columnCount).map(\.self) : []
  }

  /// - Returns: The number of the file's records.
  func endFile() throws(TablesError) -> Int {
    guard recordCount > recordsBefore else {
      let what =
        schema.columnNames == nil && !readsHeader ? "a header but no records" : "no records"
      throw TablesError(file, "the file has \(what); give a file with data or leave it out")
    }
    return recordCount - recordsBefore
  }

  mutating func take(_ field: Span<UInt8>, line: Int) {
    if readsHeader {
      header.append(text(field))
    } else if fieldCount < order.count, problem == nil, let column = order[fieldCount] {
      do {
        try columns.append(field, to: column)
      } catch {
        problem = explain(error, line: line)
      }
    }
    fieldCount += 1
  }

  mutating func endRecord(line: Int) throws(TablesError) {
    if readsHeader {
      try endHeader(line: line)
    } else {
      guard fieldCount == order.count else {
        throw TablesError(
          file, line: line,
          "\(fieldCount) fields where the table has \(order.count) columns; "
            + "correct the line, or enclose fields that contain the delimiter in quotes")
      }
      if let problem { throw problem }
      recordCount += 1
    }
    fieldCount = 0
  }

  private mutating func endHeader(line: Int) throws(TablesError) {
    if let layout {
      order = try layout.order(of: header, file: file, line: line, first: firstFile)
    } else {
      try setLayout(header, place: file)
      firstFile = file
    }
    readsHeader = false
  }

  private mutating func setLayout(_ names: [String], place: String) throws(TablesError) {
    layout = try ColumnLayout(names, schema: schema, place: place, reference: reference)
    columns = ColumnStore(columns: names, schema: schema)
    order = names.indices.map(\.self)
  }

  private func explain(_ problem: FieldProblem, line: Int) -> TablesError {
    let column = order[fieldCount].flatMap { layout?.names[$0] } ?? ""
    return TablesError(
      file, line: line, "column '\(column)' " + schema.explain(problem, in: column))
  }
}
