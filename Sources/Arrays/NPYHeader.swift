/// What an NPY file says before its numbers.
struct NPYHeader: Equatable, Sendable {
  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// The most bytes that the literal in a header may take.
  static let largestText = 1 << 16

  let format: ElementFormat
  let layout: RowLayout
  let isFortranOrder: Bool

  /// Reads the header, after which the stream stands at the first number.
  init(from stream: inout ByteStream) throws(ArraysError) {
    let place = stream.place
    let start = try stream.read(8)
    guard start.starts(with: Self.magic) else {
      throw place.failure("is no NPY array; save it with np.save or np.savez")
    }
    let (major, minor) = (start[6], start[7])
    guard (1...3).contains(major), minor == 0 else {
      throw place.failure(
        "has NPY version \(major).\(minor), but 1.0, 2.0 and 3.0 are known; save it with np.save")
    }
    let count = major == 1 ? try stream.read(2).uint16(at: 0) : try stream.read(4).uint32(at: 0)
    guard count <= Self.largestText else {
      throw place.failure(
        "has a header of \(count) bytes, above the limit of \(Self.largestText); "
          + "save it with a plain dtype")
    }
    try self.init(text: try stream.read(count), at: place)
    let expected = layout.elementCount * format.type.byteCount
    guard stream.remainingCount == expected else {
      let stored = "holds \(stream.remainingCount) bytes of numbers"
      throw place.failure(
        "\(stored), but its shape \(layout.shape) of \(format.type.rawValue) needs \(expected); "
          + "get a whole copy")
    }
  }

  /// Takes the literal of a dictionary with the keys descr, fortran_order and shape.
  private init(text: [UInt8], at place: ArrayPlace) throws(ArraysError) {
    var scanner = HeaderScanner(text, at: place)
    var format: ElementFormat?
    var isFortranOrder: Bool?
    var shape: [Int]?
    try scanner.expect("{")
    while !scanner.take("}") {
      let key = try scanner.string()
      try scanner.expect(":")
      switch key {
      case "descr" where format == nil: format = try Self.format(&scanner, at: place)
      case "fortran_order" where isFortranOrder == nil: isFortranOrder = try scanner.truth()
      case "shape" where shape == nil: shape = try scanner.extents()
      default: throw scanner.damaged
      }
      if scanner.take(",") { continue }
      try scanner.expect("}")
      break
    }
    try scanner.expectEnd()
    guard let format, let isFortranOrder, let shape else { throw scanner.damaged }
    self.format = format
    self.isFortranOrder = isFortranOrder
    layout = try RowLayout(shape, elementBytes: format.type.byteCount, at: place)
  }

  private static func format(
    _ scanner: inout HeaderScanner, at place: ArrayPlace
  ) throws(ArraysError) -> ElementFormat {
    guard scanner.peek() != "[", scanner.peek() != "(" else {
      throw place.failure("has a structured dtype; save each field as an array of its own")
    }
    return try ElementFormat(code: try scanner.string(), at: place)
  }
}
