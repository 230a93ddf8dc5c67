// The end of a field: it is checked, handed over, and followed by the next field or record.
extension RecordScanner {
  static let nulByte = "a NUL byte; save the file as UTF-8 text"

  /// Ends a field without quotes; an empty one alone on its line is a blank line.
  mutating func endUnquoted(
    _ padded: Span<UInt8>, at stop: ByteClass, into receiver: inout some FieldReceiver
  ) throws(TablesError) {
    if stop == .nul { throw problem(line, Self.nulByte) }
    if stop == .quote {
      throw problem(
        line,
        "a quote inside a field without quotes; enclose the field in quotes and double those inside"
      )
    }
    try checkLength(padded.count)
    var end = padded.count
    while end > 0, classes[padded[end - 1]] == .padding { end -= 1 }
    if stop != .delimiter, fieldCount == 0, end == 0 {
      endLine(at: stop)
    } else {
      try handOver(padded.extracting(first: end), at: stop, into: &receiver)
    }
  }

  /// Ends a field without quotes that began in an earlier block.
  mutating func endPending(
    at stop: ByteClass, into receiver: inout some FieldReceiver
  ) throws(TablesError) {
    var field: [UInt8] = []
    swap(&field, &pending)
    try endUnquoted(field.span, at: stop, into: &receiver)
    recycle(&field)
  }

  mutating func endQuoted(
    at stop: ByteClass, into receiver: inout some FieldReceiver
  ) throws(TablesError) {
    guard stop == .delimiter || stop == .lineFeed || stop == .carriageReturn else {
      throw problem(line, "text after a closing quote; double the quotes that are inside a field")
    }
    var field: [UInt8] = []
    swap(&field, &pending)
    try handOver(field.span, at: stop, into: &receiver)
    recycle(&field)
  }

  /// Gives the storage of a field that was handed over to the next one.
  private mutating func recycle(_ field: inout [UInt8]) {
    field.removeAll(keepingCapacity: true)
    swap(&field, &pending)
  }

  private mutating func handOver(
    _ field: Span<UInt8>, at stop: ByteClass, into receiver: inout some FieldReceiver
  ) throws(TablesError) {
    if !isASCII { try checkEncoding(field) }
    receiver.take(field, line: fieldLine)
    isASCII = true
    fieldCount += 1
    if stop == .delimiter {
      state = .fieldStart
    } else {
      try receiver.endRecord(line: recordLine)
      endLine(at: stop)
    }
  }

  mutating func endLine(at stop: ByteClass) {
    line += 1
    state = stop == .carriageReturn ? .recordStartAfterCarriageReturn : .recordStart
  }

  /// Keeps the part of a field that the block ends in.
  mutating func keep(_ part: Span<UInt8>) throws(TablesError) {
    try checkLength(pending.count + part.count)
    for position in part.indices { pending.append(part[position]) }
  }

  func checkLength(_ count: Int) throws(TablesError) {
    guard count <= Self.fieldLimit else {
      throw problem(
        fieldLine,
        "a field of more than \(Self.fieldLimit) bytes begins here; "
          + "look for a quote that is not closed"
      )
    }
  }

  private func checkEncoding(_ field: Span<UInt8>) throws(TablesError) {
    do {
      _ = try UTF8Span(validating: field)
    } catch {
      let before = field.extracting(first: error.byteOffsets.lowerBound)
      var line = fieldLine
      for position in before.indices where before[position] == UInt8(ascii: "\n") { line += 1 }
      throw problem(line, "the text is not UTF-8; save the file as UTF-8")
    }
  }
}
