import CZlib

/// The state of one zlib decompression, freed when it goes out of scope.
@safe
struct InflateStream: ~Copyable {
  /// The layers around the compressed bytes that zlib takes off, as its window bits.
  enum Format: Int32 {
    case gzip = 31
    case deflate = -15
  }

  /// What one call of zlib took and gave.
  struct Step {
    let status: Int32
    let used: Int
    let made: Int
  }

  private let stream: UnsafeMutablePointer<z_stream>

  init(_ format: Format) {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    let status = unsafe rc_inflate_init(stream, format.rawValue)
    precondition(status == Z_OK, "zlib cannot start: \(status)")
  }

  deinit {
    _ = unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// Makes ready for the start of another stream.
  mutating func reset() -> Bool {
    unsafe inflateReset(stream) == Z_OK
  }

  /// Unpacks from a place of the input to a place of the output, until one of them is at its end.
  mutating func step(
    _ input: inout [UInt8], from start: Int, into output: inout [UInt8], from first: Int
  ) -> Step {
    // zlib does not write to its input; only the pointer's type says that it might.
    unsafe input.withUnsafeMutableBufferPointer { input in
      unsafe output.withUnsafeMutableBufferPointer { output in
        let (available, capacity) = (input.count - start, output.count - first)
        unsafe stream.pointee.next_in = input.baseAddress.map { unsafe $0 + start }
        unsafe stream.pointee.avail_in = UInt32(available)
        unsafe stream.pointee.next_out = output.baseAddress.map { unsafe $0 + first }
        unsafe stream.pointee.avail_out = UInt32(capacity)
        let status = unsafe inflate(stream, Z_NO_FLUSH)
        let (left, room) = unsafe (Int(stream.pointee.avail_in), Int(stream.pointee.avail_out))
        return Step(status: status, used: available - left, made: capacity - room)
      }
    }
  }
}
