import Auditing
import Statistics

/// The threshold of each class that tells members of reference models best by a statistic that is low on members.
struct ClassThresholds {
  /// One threshold for each class.
  let values: [Double]

  /// The most values that are held at a time; banks with more are read once for each group of classes.
  private static let limit = 1 << 26

  /// Tries each value of the reference models as the threshold of its class.
  ///
  /// - Parameters:
  ///   - bank: The statistic of the reference models.
  ///   - classes: The records' classes.
  /// - Throws: `AuditingError` where a class has no members or no non-members of reference models.
  init(_ bank: SignalBank, classes: RecordClasses) throws {
    let counts = try classes.requiredCounts(bank)
    var values: [Double] = []
    while values.count < classes.count {
      var group = values.count..<values.count + 1
      var size = counts[group.lowerBound].into + counts[group.lowerBound].out
      while group.upperBound < classes.count {
        size += counts[group.upperBound].into + counts[group.upperBound].out
        guard size <= Self.limit else { break }
        group = group.lowerBound..<group.upperBound + 1
      }
      values += try Self.keys(bank, classes, of: group).map(Self.threshold)
    }
    self.values = values
  }

  /// For each class, the values of all models with the side of the inclusion in the lowest bit, in no order.
  private static func keys(
    _ bank: SignalBank, _ classes: RecordClasses, of group: Range<Int>
  ) throws -> [[UInt64]] {
    var keys = group.map { _ in [UInt64]() }
    for records in bank.blocks {
      try bank.firstQueries(records).forEach { place, value, isIncluded in
        let number = classes.ofRecord[records.lowerBound + place]
        guard group.contains(number) else { return }
        keys[number - group.lowerBound].append(
          UInt64(orderedBits(Float(value))) << 1 | (isIncluded ? 1 : 0))
      }
    }
    return keys
  }

  /// The value with the greatest balanced accuracy of "at most it is a member", the least of equals.
  private static func threshold(_ keys: [UInt64]) -> Double {
    let keys = ascending(keys, bits: 33)
    let members = keys.count { $0 & 1 == 1 }
    let others = keys.count - members
    var (into, out) = (0, 0)
    var (best, greatest) = (keys[0], Int.min)
    for (place, key) in keys.enumerated() {
      if key & 1 == 1 { into += 1 } else { out += 1 }
      // Equal values are called alike, so the accuracy is taken after the last of them.
      guard place + 1 == keys.count || keys[place + 1] >> 1 != key >> 1 else { continue }
      let gain = into * others - out * members
      if gain > greatest { (best, greatest) = (key, gain) }
    }
    return Double(value(UInt32(truncatingIfNeeded: best >> 1)))
  }

  /// Bits that order as the finite numbers do.
  private static func orderedBits(_ value: Float) -> UInt32 {
    value.sign == .minus ? ~value.bitPattern : value.bitPattern | 1 << 31
  }

  private static func value(_ bits: UInt32) -> Float {
    Float(bitPattern: bits >> 31 == 1 ? bits & ~(1 << 31) : ~bits)
  }
}
