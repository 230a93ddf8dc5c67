/// What a byte means to the scanner outside of quotes; the first three may be part of a field.
enum ByteClass: UInt8 {
  case plain = 0
  case padding = 1
  case nonASCII = 2
  case delimiter
  case quote
  case lineFeed
  case carriageReturn
  case nul
}

/// The class of each of the 256 bytes under one delimiter.
struct ByteClasses {
  private var classes = [ByteClass](repeating: .plain, count: 256)

  init(delimiter: UInt8) {
    for byte in 0x80..<256 { classes[byte] = .nonASCII }
    classes[0] = .nul
    self[UInt8(ascii: " ")] = .padding
    self[UInt8(ascii: "\t")] = .padding
    self[UInt8(ascii: "\"")] = .quote
    self[UInt8(ascii: "\n")] = .lineFeed
    self[UInt8(ascii: "\r")] = .carriageReturn
    self[delimiter] = .delimiter
  }

  subscript(byte: UInt8) -> ByteClass {
    get { classes[Int(byte)] }
    set { classes[Int(byte)] = newValue }
  }

  /// Finds the first byte that cannot be part of a field without quotes.
  ///
  /// - Returns: Its position, or the block's end, and whether there is a non-ASCII byte before it.
  func textEnd(_ block: Span<UInt8>, _ start: Int) -> (end: Int, isASCII: Bool) {
    var end = start
    var seen: UInt8 = 0
    while end < block.count {
      let byteClass = classes[Int(block[end])].rawValue
      guard byteClass <= ByteClass.nonASCII.rawValue else { break }
      seen |= byteClass
      end += 1
    }
    return (end, seen & ByteClass.nonASCII.rawValue == 0)
  }
}
