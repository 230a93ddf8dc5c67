/// The extendable-output function TurboSHAKE128 (RFC 9861) as a random stream.
struct TurboSHAKE128: RandomNumberGenerator, Sendable {
  private static let rate = 168
  private var state = [UInt64](repeating: 0, count: 25)
  private var place = 0

  /// Absorbs a message shorter than one block.
  init(message: [UInt8], domain: UInt8) {
    precondition(message.count < Self.rate, "a message of \(message.count) bytes needs more blocks")
    var block = message + [domain] + [UInt8](repeating: 0, count: Self.rate - message.count - 1)
    block[Self.rate - 1] ^= 0x80
    for (index, byte) in block.enumerated() {
      state[index / 8] ^= UInt64(byte) << (8 * (index % 8))
    }
    permute()
  }

  mutating func next() -> UInt64 {
    if place == Self.rate / 8 {
      permute()
      place = 0
    }
    defer { place += 1 }
    return state[place]
  }

  /// The last 12 rounds of Keccak-f[1600].
  private mutating func permute() {
    for round in 12..<24 { Self.round(&state, Self.constants[round]) }
  }

  private static func round(_ a: inout [UInt64], _ constant: UInt64) {
    var parity = Array(a[0..<5])
    for index in 5..<25 { parity[index % 5] ^= a[index] }
    for x in 0..<5 {
      let turned = parity[(x + 1) % 5]
      let mix = parity[(x + 4) % 5] ^ (turned << 1 | turned >> 63)
      for y in 0..<5 { a[x + 5 * y] ^= mix }
    }
    var (x, y, carried) = (1, 0, a[1])
    for step in 0..<24 {
      let shift = UInt64(((step + 1) * (step + 2) / 2) % 64)
      (x, y) = (y, (2 * x + 3 * y) % 5)
      let turned = shift == 0 ? carried : carried << shift | carried >> (64 - shift)
      (carried, a[x + 5 * y]) = (a[x + 5 * y], turned)
    }
    for y in 0..<5 {
      let row = (0..<5).map { a[$0 + 5 * y] }
      for x in 0..<5 { a[x + 5 * y] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5]) }
    }
    a[0] ^= constant
  }

  /// The constants of the 24 rounds, from their shift register.
  private static let constants: [UInt64] = {
    var register: UInt8 = 1
    return (0..<24).map { _ in
      var constant: UInt64 = 0
      for bit in 0..<7 {
        let place: UInt64 = (1 << UInt64(bit)) - 1
        if register & 1 == 1 { constant |= UInt64(1) << place }
        let overflows = register & 0x80 != 0
        register = register << 1 ^ (overflows ? 0x71 : 0)
      }
      return constant
    }
  }()
}
