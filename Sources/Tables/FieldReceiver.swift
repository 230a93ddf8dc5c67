/// What the scanner hands the fields of records to.
package protocol FieldReceiver {
  /// Takes the next field of the record: valid UTF-8 without its quotes and padding.
  ///
  /// A field that does not fit is reported at the end of the record, when the number of fields is
  /// known: a missing delimiter is the better explanation of a word in a numeric column.
  mutating func take(_ field: Span<UInt8>, line: Int)

  /// Ends the record that started in the given line.
  mutating func endRecord(line: Int) throws(TablesError)
}

/// Makes a string of a field, which is valid UTF-8.
package func text(_ field: Span<UInt8>) -> String {
  var bytes: [UInt8] = []
  bytes.reserveCapacity(field.count)
  for position in field.indices { bytes.append(field[position]) }
  return String(decoding: bytes, as: UTF8.self)
}
