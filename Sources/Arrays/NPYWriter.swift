/// The bytes of an array in the format NPY, version 1.0, row by row with the least significant byte first.
package struct NPYWriter: Sendable {
  /// The file's bytes.
  package private(set) var bytes: [UInt8]

  private init(_ type: String, _ shape: [Int], count: Int, width: Int) {
    precondition(shape.reduce(1, *) == count, "\(count) numbers of the shape \(shape)")
    let extents = shape.map { "\($0)," }.joined(separator: " ")
    var header = Array(
      "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(extents)), }".utf8)
    header += Array(repeating: 0x20, count: 63 - (10 + header.count) % 64) + [0x0A]
    bytes = NPYHeader.magic + [1, 0]
    bytes.reserveCapacity(bytes.count + 2 + header.count + count * width)
    bytes += [UInt8(header.count & 0xFF), UInt8(header.count >> 8)] + header
  }

  /// Writes numbers of single precision.
  package init(_ values: [Float], shape: [Int]) {
    self.init("<f4", shape, count: values.count, width: 4)
    for value in values { append(value.bitPattern) }
  }

  /// Writes whole numbers.
  package init(_ values: [Int64], shape: [Int]) {
    self.init("<i8", shape, count: values.count, width: 8)
    for value in values { append(value) }
  }

  /// Writes truth values.
  package init(_ values: [Bool], shape: [Int]) {
    self.init("|b1", shape, count: values.count, width: 1)
    for value in values { bytes.append(value ? 1 : 0) }
  }

  private mutating func append(_ number: some FixedWidthInteger) {
    for shift in stride(from: 0, to: number.bitWidth, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }
}
