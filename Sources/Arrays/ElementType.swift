/// A type of stored numbers, named as NumPy names it.
package enum ElementType: String, Sendable {
  case bool, int8, int16, int32, int64, uint8, uint16, uint32, uint64, float16, float32, float64

  /// The size of one stored number in bytes.
  package var byteCount: Int {
    switch self {
    case .bool, .int8, .uint8: 1
    case .int16, .uint16, .float16: 2
    case .int32, .uint32, .float32: 4
    case .int64, .uint64, .float64: 8
    }
  }
}

/// How numbers are stored: their type and the order of their bytes.
struct ElementFormat: Equatable, Sendable {
  let type: ElementType
  let isBigEndian: Bool

  /// Takes the type's code in an NPY header, such as "<f4".
  init(code: String, at place: ArrayPlace) throws(ArraysError) {
    let order = code.first
    let kind = String(code.dropFirst())
    guard let order, "<>|".contains(order), !kind.isEmpty else {
      throw place.failure("has the unknown dtype '\(printable(code))'; save it as float32")
    }
    guard let type = Self.types[kind], order != "|" || type.byteCount == 1 else {
      throw place.failure(Self.refusal(kind, code))
    }
    self.type = type
    isBigEndian = order == ">"
  }

  private static let types: [String: ElementType] = [
    "b1": .bool, "i1": .int8, "i2": .int16, "i4": .int32, "i8": .int64, "u1": .uint8,
    "u2": .uint16, "u4": .uint32, "u8": .uint64, "f2": .float16, "f4": .float32, "f8": .float64,
  ]

  private static func refusal(_ kind: String, _ code: String) -> String {
    switch kind.first {
    case "O": "has dtype object, which would need unpickling; save it as float32"
    case "U", "S", "a": "has dtype str, which is text; save numbers"
    case "c": "has dtype complex; save its real and its imaginary part as two arrays"
    case "M": "has dtype datetime64; save it as int64"
    case "m": "has dtype timedelta64; save it as int64"
    case "V": "has dtype void, which is raw bytes; save it as float32"
    case "f" where kind == "f16" || kind == "f12": "has dtype longdouble; save it as float64"
    default: "has the unknown dtype '\(printable(code))'; save it as float32"
    }
  }
}
