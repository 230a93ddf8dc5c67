// Each function scans on in one state, from a position inside the block, and returns the position
// after what it used. It may use nothing where it changes the state.
extension RecordScanner {
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
  private static let lineFeed = UInt8(ascii: "\n")

  mutating func skipByteOrderMark(_ block: Span<UInt8>, _ position: Int) -> Int {
    guard block[position] == Self.byteOrderMark[pending.count] else {
      // The first bytes of a mark that does not go on belong to the first field.
      state = pending.isEmpty ? .recordStart : .unquoted
      return position
    }
    pending.append(block[position])
    isASCII = false
    if pending.count == Self.byteOrderMark.count {
      pending.removeAll(keepingCapacity: true)
      isASCII = true
      state = .recordStart
    }
    return position + 1
  }

  mutating func startRecord(_ block: Span<UInt8>, _ position: Int) -> Int {
    if state == .recordStartAfterCarriageReturn {
      state = .recordStart
      if block[position] == Self.lineFeed { return position + 1 }
    }
    recordLine = line
    fieldCount = 0
    state = block[position] == comment ? .comment : .fieldStart
    return position
  }

  mutating func startField(_ block: Span<UInt8>, _ position: Int) -> Int {
    fieldLine = line
    var position = position
    while position < block.count {
      switch classes[block[position]] {
      case .padding: position += 1
      case .quote:
        state = .quoted
        return position + 1
      default:
        state = .unquoted
        return position
      }
    }
    return position
  }

  mutating func scanUnquoted(
    _ block: Span<UInt8>, _ position: Int, into receiver: inout some FieldReceiver
  ) throws(TablesError) -> Int {
    let (end, isPlain) = classes.textEnd(block, position)
    if !isPlain { isASCII = false }
    let part = block.extracting(position..<end)
    if end == block.count || !pending.isEmpty { try keep(part) }
    guard end < block.count else { return end }
    let stop = classes[block[end]]
    if pending.isEmpty {
      try endUnquoted(part, at: stop, into: &receiver)
    } else {
      try endPending(at: stop, into: &receiver)
    }
    return end + 1
  }

  mutating func scanQuoted(_ block: Span<UInt8>, _ position: Int) throws(TablesError) -> Int {
    var position = position
    while position < block.count, state == .quoted {
      let byte = block[position]
      position += 1
      switch classes[byte] {
      case .quote: state = .quoteInQuoted
      case .nul: throw problem(line, Self.nulByte)
      case .lineFeed:
        line += 1
        pending.append(byte)
      case .carriageReturn:
        line += 1
        pending.append(Self.lineFeed)
        state = .quotedAfterCarriageReturn
      case .nonASCII:
        isASCII = false
        pending.append(byte)
      case .plain, .padding, .delimiter: pending.append(byte)
      }
    }
    try checkLength(pending.count)
    return position
  }

  mutating func continueQuoted(_ block: Span<UInt8>, _ position: Int) -> Int {
    state = .quoted
    return block[position] == Self.lineFeed ? position + 1 : position
  }

  mutating func decideQuote(_ block: Span<UInt8>, _ position: Int) -> Int {
    guard classes[block[position]] == .quote else {
      state = .afterQuoted
      return position
    }
    pending.append(block[position])
    state = .quoted
    return position + 1
  }

  mutating func leaveQuoted(
    _ block: Span<UInt8>, _ position: Int, into receiver: inout some FieldReceiver
  ) throws(TablesError) -> Int {
    let stop = classes[block[position]]
    if stop != .padding { try endQuoted(at: stop, into: &receiver) }
    return position + 1
  }

  mutating func skipComment(_ block: Span<UInt8>, _ position: Int) -> Int {
    for end in position..<block.count {
      let stop = classes[block[end]]
      if stop == .lineFeed || stop == .carriageReturn {
        endLine(at: stop)
        return end + 1
      }
    }
    return block.count
  }
}
