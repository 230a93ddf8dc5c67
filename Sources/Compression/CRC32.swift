import CZlib

/// The CRC-32 of zip archives and gzip files (ISO 3309), over bytes that come piece by piece.
package struct CRC32: Equatable, Sendable {
  /// The checksum of the bytes so far.
  package private(set) var value: UInt32 = 0

  /// Starts before the first byte.
  package init() {}

  /// Takes the next bytes.
  package mutating func update(_ bytes: [UInt8]) {
    // zlib takes a null pointer for the wish to start again.
    guard !bytes.isEmpty else { return }
    value = unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe UInt32(truncatingIfNeeded: crc32_z(UInt(value), bytes.baseAddress, bytes.count))
    }
  }
}
