import CZlib

/// A failure of unpacking, in one line without the file's name.
package struct CompressionError: Error, Equatable, CustomStringConvertible, Sendable {
  /// What is wrong with the packed bytes.
  package let description: String
}

/// Unpacks gzip members that follow one another (RFC 1952), a bounded number of bytes at a time.
///
/// Checksums are verified at each member's end. A file that unpacks into far more than it holds is refused before it fills
/// the memory.
package struct GzipDecoder: ~Copyable {
  /// The largest ratio of unpacked to packed bytes, judged beyond the first 64 MiB; CSV text stays far below.
  package static let largestRatio = 300

  private var stream = InflateStream(.gzip)
  private var input: [UInt8] = []
  private var position = 0
  private var isAtMemberEnd = false
  private var packedCount = 0
  private var unpackedCount = 0

  /// Starts before the first byte.
  package init() {}

  /// Takes the next packed bytes; what was taken before must have been unpacked.
  package mutating func feed(_ bytes: [UInt8]) {
    precondition(position == input.count, "\(input.count - position) bytes are not unpacked yet")
    input = bytes
    position = 0
    packedCount += bytes.count
  }

  /// Unpacks some of the bytes that were taken.
  ///
  /// - Parameter size: The most bytes wanted, at least 1.
  /// - Returns: Unpacked bytes; none where more packed bytes are needed first.
  /// - Throws: `CompressionError` where the bytes are damaged or unpack into far more than they are.
  package mutating func unpack(upTo size: Int) throws(CompressionError) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: size)
    var produced = 0
    while produced == 0 && position < input.count {
      if isAtMemberEnd {
        guard stream.reset() else { throw damaged }
        isAtMemberEnd = false
      }
      let step = stream.step(&input, from: position, into: &output, from: 0)
      position += step.used
      produced = step.made
      switch step.status {
      case Z_STREAM_END: isAtMemberEnd = true
      case Z_OK, Z_BUF_ERROR: break
      default: throw damaged
      }
    }
    unpackedCount += produced
    guard unpackedCount < 64 << 20 || unpackedCount / Self.largestRatio < packedCount else {
      throw CompressionError(
        description:
          "unpacks into more than \(Self.largestRatio) times its size; unpack it yourself "
          + "if that is meant")
    }
    output.removeSubrange(produced...)
    return output
  }

  /// Makes sure that the last member is whole.
  ///
  /// - Throws: `CompressionError` where bytes are missing.
  package func finish() throws(CompressionError) {
    guard isAtMemberEnd && position == input.count else {
      throw CompressionError(description: "is cut short; get a whole copy")
    }
  }

  private var damaged: CompressionError {
    CompressionError(description: "is damaged or no gzip file; get a whole copy")
  }
}
