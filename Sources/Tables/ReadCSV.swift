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
  guard !paths.isEmpty else { throw TablesError(name, "no files; name at least one") }
  var builder = try TableBuilder(name: name, schema: schema)
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
