import Foundation
import Settings

extension Settings {
  /// The units of a size, in bytes.
  private static let sizeUnits = [("KB", 1 << 10), ("MB", 1 << 20), ("GB", 1 << 30)]

  /// Reads the most bytes of a model's tables, such as `80MB`, which are 80 x 2²⁰.
  ///
  /// - Parameters:
  ///   - key: The key.
  ///   - fallback: The value when the key is absent.
  ///   - meaning: What the value is for.
  /// - Returns: Bytes.
  /// - Throws: `SettingsError` when it is anything else, or beyond 1 KB to 64 GB.
  mutating func modelSize(
    _ key: String, default fallback: String, _ meaning: String
  ) throws -> Int {
    let text = try self.text(key, default: fallback, meaning)
    for (unit, bytes) in Self.sizeUnits where text.hasSuffix(unit) {
      guard let number = Double(text.dropLast(unit.count).trimmingCharacters(in: .whitespaces)),
        number * Double(bytes) >= 1024, number * Double(bytes) <= 64 * 0x1p30
      else { break }
      return Int(number * Double(bytes))
    }
    throw error(key, "'\(key)' must be a size from 1KB to 64GB, such as 80MB; found '\(text)'")
  }
}
