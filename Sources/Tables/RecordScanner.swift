/// Splits the bytes of one file into records and fields (RFC 4180), one block after the other.
///
/// It holds at most one field. Beyond the RFC: a byte order mark, LF, CRLF and lone CR line ends,
/// spaces and tabs around fields, blank lines and comment lines are skipped, and a line end inside
/// quotes counts as LF. A block may end anywhere.
package struct RecordScanner {
  /// A field of more bytes than this is most likely a quote that is never closed.
  package static let fieldLimit = 1 << 20

  enum State {
    case fileStart
    case recordStart
    case recordStartAfterCarriageReturn
    case fieldStart
    case unquoted
    case quoted
    case quotedAfterCarriageReturn
    case quoteInQuoted
    case afterQuoted
    case comment
  }

  let file: String
  let classes: ByteClasses
  let comment: UInt8?
  var state = State.fileStart
  var line = 1
  var recordLine = 1
  var fieldLine = 1
  var fieldCount = 0
  var isASCII = true
  /// The part of the current field that is in earlier blocks, or all of it so far when it is
  /// quoted.
  var pending: [UInt8] = []

  /// Starts at the first byte of a file.
  ///
  /// - Parameters:
  ///   - file: The name that messages use.
  ///   - delimiter: The ASCII byte between fields.
  ///   - comment: The ASCII byte that starts a line to skip.
  package init(file: String, delimiter: UInt8, comment: UInt8?) {
    self.file = file
    self.comment = comment
    classes = ByteClasses(delimiter: delimiter)
  }

  /// Scans the next bytes of the file and hands over each field that ends in them.
  ///
  /// - Throws: The first place that is no CSV or no UTF-8, or what the receiver throws.
  package mutating func scan(
    _ block: Span<UInt8>, into receiver: inout some FieldReceiver
  ) throws(TablesError) {
    var position = 0
    while position < block.count {
      switch state {
      case .fileStart: position = skipByteOrderMark(block, position)
      case .recordStart, .recordStartAfterCarriageReturn: position = startRecord(block, position)
      case .fieldStart: position = startField(block, position)
      case .unquoted: position = try scanUnquoted(block, position, into: &receiver)
      case .quoted: position = try scanQuoted(block, position)
      case .quotedAfterCarriageReturn: position = continueQuoted(block, position)
      case .quoteInQuoted: position = decideQuote(block, position)
      case .afterQuoted: position = try leaveQuoted(block, position, into: &receiver)
      case .comment: position = skipComment(block, position)
      }
    }
  }

  /// Ends the last field and record, which need no line end.
  ///
  /// - Throws: A quote that is still open, or what the receiver throws.
  package mutating func finish(into receiver: inout some FieldReceiver) throws(TablesError) {
    switch state {
    case .recordStart, .recordStartAfterCarriageReturn, .comment: break
    case .fileStart, .fieldStart, .unquoted:
      try endPending(at: .lineFeed, into: &receiver)
    case .quoted, .quotedAfterCarriageReturn:
      throw problem(
        fieldLine, "the quoted field that begins here is never closed; add the closing quote")
    case .quoteInQuoted, .afterQuoted:
      try endQuoted(at: .lineFeed, into: &receiver)
    }
  }

  func problem(_ line: Int, _ message: String) -> TablesError {
    TablesError(file, line: line, message)
  }
}
