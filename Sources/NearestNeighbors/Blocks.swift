extension Int {
  /// The numbers from 0 up to but not including this one, in consecutive blocks.
  func blocks(of size: Int) -> [Range<Int>] {
    stride(from: 0, to: self, by: size).map { $0..<Swift.min($0 + size, self) }
  }
}
