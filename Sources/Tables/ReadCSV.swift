import Foundation

/// Reads records from CSV files.
///
/// The files are read block by block straight into typed columns; their text is never held whole.
/// The result does not depend on how lines end, and level codes do not depend on the order of the
/// records. Messages never show the value of a field.
///
/// - Parameters:
///   - paths: The files, whose records follow one another.
///   - name: What the data set is called.
///   - schema: What the columns mean and how the files are written.
/// - Returns: All records, in the order of the files and of their lines.
/// - Throws: `TablesError` at the first file, line or column that cannot be read as described.
/// - Complexity: O(bytes); holds 8 bytes for a number and 4 for a level, besides one block.
public func readCSV(paths: [String], name: String, schema: Schema) throws -> Dataset {
  try readCSV(paths: paths, name: name, schema: schema, blockSize: 1 << 18)
}

/// Reads records from CSV files in blocks of a given size, which has no influence on the result.
///
/// - Throws: What `readCSV` without a block size throws.
package func readCSV(
  paths: [String], name: String, schema: Schema, blockSize: Int
) throws(TablesError) -> Dataset {
  precondition(blockSize > 0, "a block of \(blockSize) bytes holds nothing")
  return try readCSV(paths, TableBuilder(name: name, schema: schema), blockSize: blockSize)
}

/// Reads a table that is to be compared with another, such as a release or a hold-out with the schema of the members.
///
/// Beside what `readCSV` accepts, the columns may stand in any order, ignored ones may be absent along with the groups that follow
/// from them, there may be one class only, and a column may have no value. Level codes are the table's own until it is
/// aligned with the other (`Dataset.aligned`).
///
/// - Parameters:
///   - paths: The files, whose records follow one another.
///   - name: What the data set is called.
///   - schema: What the columns of the other table mean.
///   - reference: What the other table is called in messages.
/// - Returns: All records, in the order of the files and of their lines.
/// - Throws: `TablesError` naming all columns that are absent or additional, or the first line that cannot be read.
package func readCSV(
  paths: [String], name: String, schema: Schema, comparedWith reference: String
) throws(TablesError) -> Dataset {
  try readCSV(
    paths, TableBuilder(name: name, schema: schema, reference: reference), blockSize: 1 << 18)
}

private func readCSV(
  _ paths: [String], _ start: TableBuilder, blockSize: Int
) throws(TablesError) -> Dataset {
  guard !paths.isEmpty else { throw TablesError(start.name, "no files; name at least one") }
  var builder = start
  var sources: [Source] = []
  for path in paths {
    sources.append(try read(path, into: &builder, blockSize: blockSize))
  }
  return try builder.dataset(sources: sources)
}

private func read(
  _ path: String, into builder: inout TableBuilder, blockSize: Int
) throws(TablesError) -> Source {
  var file = try SourceFile(path: path)
  var scanner = RecordScanner(
    file: file.name, delimiter: builder.schema.delimiter, comment: builder.schema.comment)
  builder.beginFile(file.name)
  while let block = try file.nextBlock(size: blockSize) {
    try scanner.scan(block.span, into: &builder)
  }
  try scanner.finish(into: &builder)
  return file.source(recordCount: try builder.endFile())
}
