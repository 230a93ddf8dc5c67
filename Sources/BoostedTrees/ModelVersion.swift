/// Which version of XGBoost wrote a model's file.
///
/// The version stands at the end of the file, as JSON or in UBJSON, the binary form of it.
package enum ModelVersion {
  /// Reads the version.
  ///
  /// - Parameter bytes: The file.
  /// - Returns: Three numbers; nil where none is there, as in the old binary format.
  package static func read(_ bytes: some RandomAccessCollection<UInt8>) -> [Int]? {
    let tail = Array(bytes.suffix(4096))
    let key = Array("version".utf8)
    guard tail.count > key.count,
      let start = (0...tail.count - key.count).last(where: { start in
        key.indices.allSatisfy { tail[start + $0] == key[$0] }
      })
    else { return nil }
    let rest = tail[(start + key.count)...]
    return rest.first == 0x22 ? text(rest) : binary(rest)
  }

  /// Numbers of a list in JSON, after the key's name.
  private static func text(_ bytes: ArraySlice<UInt8>) -> [Int]? {
    guard let open = bytes.firstIndex(of: 0x5B), let close = bytes[open...].firstIndex(of: 0x5D)
    else { return nil }
    let parts = String(decoding: bytes[(open + 1)..<close], as: UTF8.self).split(separator: ",")
    let numbers = parts.compactMap { Int($0.filter { !$0.isWhitespace }) }
    return numbers.count == 3 && parts.count == 3 ? numbers : nil
  }

  /// Numbers of a list in UBJSON: `[`, a type for all or none, a count, and the numbers.
  private static func binary(_ bytes: ArraySlice<UInt8>) -> [Int]? {
    var place = bytes.startIndex
    func byte() -> UInt8? {
      guard place < bytes.endIndex else { return nil }
      defer { place += 1 }
      return bytes[place]
    }
    func number(_ type: UInt8) -> Int? {
      guard let width = [0x69: 1, 0x55: 1, 0x49: 2, 0x6C: 4, 0x4C: 8][Int(type)] else { return nil }
      var value: UInt64 = 0
      for _ in 0..<width {
        guard let next = byte() else { return nil }
        value = value << 8 | UInt64(next)
      }
      return Int(exactly: value)
    }
    guard byte() == 0x5B, var mark = byte() else { return nil }
    var common: UInt8?
    if mark == 0x24 {
      guard let type = byte(), let next = byte() else { return nil }
      (common, mark) = (type, next)
    }
    guard mark == 0x23, let countType = byte(), number(countType) == 3 else { return nil }
    var numbers: [Int] = []
    for _ in 0..<3 {
      guard let type = common ?? byte(), let value = number(type) else { return nil }
      numbers.append(value)
    }
    return numbers
  }
}
