/// A set of byte strings, numbered in the order they were added.
///
/// It looks a field up without making a `String` of it, which is what a table of categorical
/// columns spends its time on. Open addressing, at most half full.
package struct ByteTable {
  private struct Key {
    let fingerprint: UInt64
    let start: Int
    let count: Int
  }

  private var keys: [Key] = []
  private var bytes: [UInt8] = []
  private var slots = [Int32](repeating: -1, count: 16)

  package init() {}

  /// The number of byte strings added.
  package var count: Int { keys.count }

  /// Looks a byte string up.
  ///
  /// - Returns: Its number, or nil where it was not added.
  package func index(of field: Span<UInt8>) -> Int? {
    let fingerprint = Self.fingerprint(field)
    var slot = firstSlot(fingerprint)
    while slots[slot] >= 0 {
      let index = Int(slots[slot])
      if keys[index].fingerprint == fingerprint, isEqual(keys[index], field) { return index }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  /// Adds a byte string that is not there yet.
  ///
  /// - Returns: Its number, which is the count before.
  @discardableResult
  package mutating func add(_ field: Span<UInt8>) -> Int {
    keys.append(Key(fingerprint: Self.fingerprint(field), start: bytes.count, count: field.count))
    for position in field.indices { bytes.append(field[position]) }
    if 2 * keys.count > slots.count {
      slots = [Int32](repeating: -1, count: 2 * slots.count)
      for index in keys.indices { occupy(index) }
    } else {
      occupy(keys.count - 1)
    }
    return keys.count - 1
  }

  private mutating func occupy(_ index: Int) {
    var slot = firstSlot(keys[index].fingerprint)
    while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = Int32(index)
  }

  private func firstSlot(_ fingerprint: UInt64) -> Int {
    // The upper half of the product depends on all bits (Fibonacci hashing).
    Int((fingerprint &* 0x9e37_79b9_7f4a_7c15) >> 32) & (slots.count - 1)
  }

  /// Whether a field with the key's fingerprint is the key.
  private func isEqual(_ key: Key, _ field: Span<UInt8>) -> Bool {
    guard key.count == field.count else { return false }
    if field.count <= 8 { return true }
    for position in field.indices where bytes[key.start + position] != field[position] {
      return false
    }
    return true
  }

  /// The bytes themselves where they fit, and a hash of them otherwise.
  private static func fingerprint(_ field: Span<UInt8>) -> UInt64 {
    if field.count <= 8 {
      var word: UInt64 = 0
      for position in field.indices { word = word << 8 | UInt64(field[position]) }
      return word
    }
    var hash = FNV1a()
    for position in field.indices { hash.add(field[position]) }
    return hash.value
  }
}
