/// Numbers that start where vectors and pages do, in memory of their own.
@safe final class AlignedMemory {
  /// The first number.
  let start: UnsafeMutablePointer<Float>
  /// The numbers.
  let count: Int

  /// Takes memory whose numbers are anything.
  init(count: Int) {
    self.count = count
    let bytes = UnsafeMutableRawPointer.allocate(
      byteCount: max(1, count) * MemoryLayout<Float>.stride, alignment: 4096)
    unsafe start = bytes.bindMemory(to: Float.self, capacity: max(1, count))
  }

  deinit { unsafe UnsafeMutableRawPointer(start).deallocate() }
}
