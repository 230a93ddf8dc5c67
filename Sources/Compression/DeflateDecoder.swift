import CZlib

/// Unpacks one deflate stream (RFC 1951), as members of zip archives hold it, some bytes at a time.
///
/// The stream carries neither its size nor a checksum; both are for the caller to hold it to.
package struct DeflateDecoder: ~Copyable {
  /// The most unpacked bytes that one packed byte can stand for, which the format sets.
  package static let largestRatio = 1032

  private var stream = InflateStream(.deflate)
  private var input: [UInt8] = []
  private var position = 0
  /// True once the stream's own end was met.
  package private(set) var isAtEnd = false

  /// Starts before the first byte.
  package init() {}

  /// The count of bytes that were taken and not unpacked; behind the end they are not the stream's.
  package var unusedCount: Int { input.count - position }

  /// Takes the next packed bytes; what was taken before must have been unpacked.
  package mutating func feed(_ bytes: [UInt8]) {
    precondition(unusedCount == 0, "\(unusedCount) bytes are not unpacked yet")
    input = bytes
    position = 0
  }

  /// Unpacks until the output is full, the packed bytes are used up, or the end is met.
  ///
  /// - Parameters:
  ///   - output: Where the unpacked bytes go.
  ///   - first: The place of the next byte in it.
  /// - Returns: The count of bytes written.
  /// - Throws: `CompressionError` where the bytes are damaged.
  package mutating func unpack(
    into output: inout [UInt8], from first: Int
  ) throws(CompressionError) -> Int {
    precondition(first >= 0 && first < output.count, "place \(first) of \(output.count) bytes")
    guard !isAtEnd else { return 0 }
    let step = stream.step(&input, from: position, into: &output, from: first)
    position += step.used
    switch step.status {
    case Z_STREAM_END: isAtEnd = true
    case Z_OK, Z_BUF_ERROR: break
    default: throw CompressionError(description: "is damaged; get a whole copy")
    }
    return step.made
  }
}
