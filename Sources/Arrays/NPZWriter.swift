import Compression

/// The bytes of an archive of arrays in the format NPZ, stored without compression.
///
/// Times of members are those of 1980, so that equal arrays make equal bytes.
package struct NPZWriter: Sendable {
  /// The most bytes of an archive; more need extensions of the format that are not written.
  package static let largest = 1 << 32 - 1
  private var contents: [UInt8] = []
  private var directory: [UInt8] = []
  private var count = 0

  /// Starts an archive without arrays.
  package init() {}

  /// Adds an array.
  ///
  /// - Parameters:
  ///   - name: The array's name, without `.npy`.
  ///   - array: The array.
  /// - Throws: `ArraysError` where the archive would grow beyond 4 GiB.
  package mutating func add(_ name: String, _ array: NPYWriter) throws(ArraysError) {
    let file = Array((name + ".npy").utf8)
    guard contents.count + array.bytes.count + directory.count + 4096 < Self.largest else {
      throw ArrayPlace(file: name + ".npy").failure(
        "does not fit into an NPZ file of 4 GiB; write HDF5 (.h5) instead")
    }
    var checksum = CRC32()
    checksum.update(array.bytes)
    // Version, flags, method, time, date; then the checksum and twice the size.
    let common =
      Self.bytes([20, 0, 0, 0, 0x21], width: 2)
      + Self.bytes(
        [Int(checksum.value), array.bytes.count, array.bytes.count], width: 4)
      + Self.bytes([file.count, 0], width: 2)
    directory += [0x50, 0x4B, 1, 2] + Self.bytes([20], width: 2) + common
    directory +=
      Self.bytes([0, 0, 0], width: 2) + Self.bytes([0, contents.count], width: 4) + file
    contents += [0x50, 0x4B, 3, 4] + common + file + array.bytes
    count += 1
  }

  /// The file's bytes.
  package var bytes: [UInt8] {
    contents + directory + [0x50, 0x4B, 5, 6]
      + Self.bytes([0, 0, count, count], width: 2)
      + Self.bytes([directory.count, contents.count], width: 4) + [0, 0]
  }

  private static func bytes(_ values: [Int], width: Int) -> [UInt8] {
    values.flatMap { value in (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
  }
}
