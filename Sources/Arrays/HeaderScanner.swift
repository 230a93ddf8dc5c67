/// Reads the few forms of Python's literals that an NPY header consists of, and no other.
struct HeaderScanner {
  private let bytes: [UInt8]
  private let place: ArrayPlace
  private var position = 0

  init(_ bytes: [UInt8], at place: ArrayPlace) {
    self.bytes = bytes
    self.place = place
  }

  var damaged: ArraysError {
    place.failure(
      "has a header that is no NPY header at its character \(position); save it again with np.save")
  }

  /// The next character that is no space.
  mutating func peek() -> Unicode.Scalar? {
    while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) {
      position += 1
    }
    return position < bytes.count ? Unicode.Scalar(bytes[position]) : nil
  }

  /// Takes a character if it is the next one.
  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek() == character else { return false }
    position += 1
    return true
  }

  mutating func expect(_ character: Unicode.Scalar) throws(ArraysError) {
    guard take(character) else { throw damaged }
  }

  mutating func expectEnd() throws(ArraysError) {
    guard peek() == nil else { throw damaged }
  }

  /// Takes a text in either quote, in ASCII and without escapes.
  mutating func string() throws(ArraysError) -> String {
    guard let quote = peek(), quote == "'" || quote == "\"" else { throw damaged }
    position += 1
    let start = position
    while position < bytes.count, bytes[position] != UInt8(ascii: quote) {
      guard (0x20..<0x7F).contains(bytes[position]), bytes[position] != UInt8(ascii: "\\") else {
        throw damaged
      }
      position += 1
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    try expect(quote)
    return text
  }

  mutating func truth() throws(ArraysError) -> Bool {
    _ = peek()
    for (word, value) in [("True", true), ("False", false)]
    where bytes[position...].starts(with: word.utf8) {
      position += word.utf8.count
      return value
    }
    throw damaged
  }

  /// Takes a tuple of lengths: (), (3,), (3, 4) or (3, 4,).
  mutating func extents() throws(ArraysError) -> [Int] {
    try expect("(")
    var extents: [Int] = []
    while !take(")") {
      guard extents.count < RowLayout.mostAxes else {
        throw place.failure("has more than \(RowLayout.mostAxes) axes; save it with fewer")
      }
      extents.append(try extent())
      if take(",") { continue }
      // Without a comma Python reads a lone number in parentheses as that number, not as a tuple.
      guard extents.count > 1 else { throw damaged }
      try expect(")")
      break
    }
    return extents
  }

  private mutating func extent() throws(ArraysError) -> Int {
    guard peek() != "-" else {
      throw place.failure("has a negative extent; get a whole copy")
    }
    let digits = bytes[position...].prefix { (0x30...0x39).contains($0) }
    guard let first = digits.first, first != 0x30 || digits.count == 1 else { throw damaged }
    guard let extent = Int(String(decoding: digits, as: UTF8.self)) else {
      throw place.failure("has an extent of \(digits.count) digits; get a whole copy")
    }
    position += digits.count
    return extent
  }
}
