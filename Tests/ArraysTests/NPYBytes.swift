/// Builds NPY files byte by byte.
struct NPYBytes {
  var descr = "'<f4'"
  var order = "False"
  var shape = "(3, 2)"
  var data = floats([0, 0.25, 0.5, 0.75, 1, 1.25])
  var version: [UInt8] = [1, 0]
  /// The whole literal instead of one from the parts above.
  var literal: String?

  var bytes: [UInt8] {
    let text = literal ?? "{'descr': \(descr), 'fortran_order': \(order), 'shape': \(shape), }"
    let padding = (64 - (text.utf8.count + 11) % 64) % 64
    let header = Array(text.utf8) + Array(repeating: 0x20, count: padding) + [0x0A]
    let length = littleEndian(header.count, version[0] == 1 ? 2 : 4)
    return [0x93] + Array("NUMPY".utf8) + version + length + header + data
  }
}

/// An integer's lowest bytes, the lowest first.
func littleEndian(_ value: Int, _ count: Int) -> [UInt8] {
  (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}

/// The bytes of 32-bit floats.
func floats(_ values: [Float]) -> [UInt8] {
  values.flatMap { littleEndian(Int($0.bitPattern), 4) }
}

/// A fixed generator (splitmix64), so that every run sees the same bytes.
struct FixedGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
