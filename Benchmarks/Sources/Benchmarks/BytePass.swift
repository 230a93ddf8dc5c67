/// Reads storage once, adding it up as 32-bit integers in vector registers.
///
/// The yardstick of whatever must read its input once. The loads are unaligned and end within the span.
///
/// - Parameter values: The storage; up to 63 bytes at its end are left out.
@inline(never)
func passOver<Element: BitwiseCopyable>(_ values: Span<Element>) {
  typealias Block = SIMD16<UInt32>
  let width = MemoryLayout<Block>.size
  let bytes = unsafe values.bytes
  var total = Block()
  for offset in stride(from: 0, to: bytes.byteCount / width * width, by: width) {
    total &+= unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: Block.self)
  }
  keep(total.wrappedSum())
}

/// Makes a value look used, so that its computation is not left out.
@_optimize(none)
private func keep(_ value: UInt32) {}
