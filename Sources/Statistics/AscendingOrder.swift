/// The positions of numbers in ascending order, equal ones in the order in which they stand.
///
/// By counting digits of the numbers' bits, the lowest first: sorting by comparisons reads the numbers at random places,
/// which takes several times as long from some thousand numbers on.
///
/// - Parameter values: Finite or infinite numbers, fewer than 2^32; 0 and -0 are equal.
/// - Returns: A permutation of the positions.
/// - Complexity: O(n).
package func ascendingOrder(of values: [Double]) -> [Int] {
  guard values.count >= RadixPass.fewest else {
    return values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
  }
  var keys = values.map(orderedBits)
  var places = Array(0..<UInt32(values.count))
  var (otherKeys, otherPlaces) = (keys, places)
  for shift in stride(from: 0, to: UInt64.bitWidth, by: RadixPass.digitBits) {
    let pass = RadixPass(keys, shift: UInt64(shift))
    guard !pass.isTrivial else { continue }
    pass.move(keys, places, toKeys: &otherKeys, places: &otherPlaces)
    swap(&keys, &otherKeys)
    swap(&places, &otherPlaces)
  }
  return places.map(Int.init)
}

/// Whole numbers in ascending order, by counting digits.
///
/// - Parameters:
///   - keys: The numbers.
///   - bits: How many of their lowest bits count; all others are 0.
/// - Returns: The numbers sorted.
/// - Complexity: O(n).
package func ascending(_ keys: [UInt64], bits: Int) -> [UInt64] {
  guard keys.count >= RadixPass.fewest else { return keys.sorted() }
  var keys = keys
  var others = keys
  for shift in stride(from: 0, to: bits, by: RadixPass.digitBits) {
    let pass = RadixPass(keys, shift: UInt64(shift))
    guard !pass.isTrivial else { continue }
    pass.move(keys, to: &others)
    swap(&keys, &others)
  }
  return keys
}

/// Bits that order as the numbers do.
private func orderedBits(_ value: Double) -> UInt64 {
  // Adding zero turns -0 into 0.
  let bits = (value + 0).bitPattern
  return bits >> 63 == 1 ? ~bits : bits | 1 << 63
}

/// One pass of a radix sort.
private struct RadixPass {
  static let digitBits = 11
  /// Below this count comparisons are quicker.
  static let fewest = 1024
  private static let mask: UInt64 = 1 << UInt64(digitBits) - 1

  private let shift: UInt64
  /// Where the keys of each digit start.
  private let starts: [Int]
  /// True where all keys have the same digit.
  let isTrivial: Bool

  /// Counts the digits.
  init(_ keys: [UInt64], shift: UInt64) {
    var counts = Array(repeating: 0, count: 1 << Self.digitBits)
    for key in keys { counts[Int(key >> shift & Self.mask)] += 1 }
    isTrivial = counts.contains(keys.count)
    var start = 0
    starts = counts.map { count in
      defer { start += count }
      return start
    }
    self.shift = shift
  }

  /// Moves keys into the order of the digit, equal ones in the order that they have.
  func move(_ keys: [UInt64], to others: inout [UInt64]) {
    var nextPlace = starts
    var next = nextPlace.mutableSpan
    var others = others.mutableSpan
    let keys = keys.span
    for index in keys.indices {
      let digit = Int(keys[index] >> shift & Self.mask)
      others[next[digit]] = keys[index]
      next[digit] += 1
    }
  }

  /// Moves keys with their places into the order of the digit, equal ones in the order that they have.
  func move(
    _ keys: [UInt64], _ places: [UInt32], toKeys otherKeys: inout [UInt64],
    places otherPlaces: inout [UInt32]
  ) {
    var nextPlace = starts
    var next = nextPlace.mutableSpan
    var otherKeys = otherKeys.mutableSpan
    var otherPlaces = otherPlaces.mutableSpan
    let (keys, places) = (keys.span, places.span)
    for index in keys.indices {
      let digit = Int(keys[index] >> shift & Self.mask)
      let target = next[digit]
      next[digit] = target + 1
      otherKeys[target] = keys[index]
      otherPlaces[target] = places[index]
    }
  }
}
