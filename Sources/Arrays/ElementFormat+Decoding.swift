extension ElementFormat {
  /// Turns stored bytes into numbers.
  ///
  /// - Parameters:
  ///   - bytes: Whole stored numbers.
  ///   - numbers: What they are written to.
  ///   - start: The place of the first of them there.
  /// - Returns: The place of the first number that is none of the wanted type; nil where all are.
  func decode<Number: ArrayNumber>(
    _ bytes: [UInt8], to numbers: inout [Number], from start: Int
  ) -> Int? {
    switch type {
    case .bool: decode(TruthByte.self, bytes, &numbers, start)
    case .int8: decode(Int8.self, bytes, &numbers, start)
    case .int16: decode(Int16.self, bytes, &numbers, start)
    case .int32: decode(Int32.self, bytes, &numbers, start)
    case .int64: decode(Int64.self, bytes, &numbers, start)
    case .uint8: decode(UInt8.self, bytes, &numbers, start)
    case .uint16: decode(UInt16.self, bytes, &numbers, start)
    case .uint32: decode(UInt32.self, bytes, &numbers, start)
    case .uint64: decode(UInt64.self, bytes, &numbers, start)
    case .float16: decode(Float16.self, bytes, &numbers, start)
    case .float32: decode(Float.self, bytes, &numbers, start)
    case .float64: decode(Double.self, bytes, &numbers, start)
    }
  }

  private func decode<Stored: StoredNumber, Number: ArrayNumber>(
    _: Stored.Type, _ bytes: [UInt8], _ numbers: inout [Number], _ start: Int
  ) -> Int? {
    var output = numbers.mutableSpan
    // One loop for each order of bytes, so that neither asks for it at every number.
    return isBigEndian
      ? convert(Stored.self, bytes, &output, start) { $0.byteSwapped }
      : convert(Stored.self, bytes, &output, start) { $0 }
  }

  @inline(__always)
  private func convert<Stored: StoredNumber, Number: ArrayNumber>(
    _: Stored.Type, _ bytes: [UInt8], _ output: inout MutableSpan<Number>, _ start: Int,
    _ ordered: (Stored.Bits) -> Stored.Bits
  ) -> Int? {
    // Of an array's own span the compiler knows enough to vectorise the loop, of one passed in not.
    let bytes = bytes.span
    let width = MemoryLayout<Stored.Bits>.size
    let count = bytes.count / width
    precondition(start >= 0 && start <= output.count - count, "\(count) numbers at \(start)")
    for index in 0..<count {
      let bits = ordered(Stored.Bits.littleEndian(bytes, at: width * index))
      guard let number = Number.value(of: Stored(bits: bits)) else { return start + index }
      output[start + index] = number
    }
    return nil
  }
}
