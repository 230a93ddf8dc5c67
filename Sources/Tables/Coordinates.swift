package import Tensors

/// Coordinates of records in a space that was declared for them, in which distances are taken in place of encoded columns.
package struct Coordinates: Sendable {
  /// The coordinates of all records, one record after the other.
  package enum Values: Equatable, Sendable {
    /// Whole numbers of which 255 stands for 1: a quarter of the memory of numbers.
    case bytes([UInt8])
    /// Finite numbers.
    case numbers([Float])
  }

  /// The coordinates of all records.
  package let values: Values
  /// The coordinates of one record.
  package let width: Int
  /// What the space is called, as in `pixels from 0 to 1`.
  package let space: String

  /// Declares coordinates.
  ///
  /// - Parameters:
  ///   - values: As many for each record as the width.
  ///   - width: The coordinates of one record, at least 1.
  ///   - space: What the space is called.
  package init(_ values: Values, width: Int, space: String) {
    precondition(width > 0, "a space of \(width) coordinates")
    (self.values, self.width, self.space) = (values, width, space)
  }

  /// The coordinates of some records.
  ///
  /// - Parameter rows: The records' row numbers.
  /// - Returns: Records x coordinates.
  package func rows(_ rows: [Int]) -> Tensor<Float> {
    var scalars: [Float] = []
    scalars.reserveCapacity(rows.count * width)
    switch values {
    case .bytes(let bytes):
      for row in rows {
        for byte in bytes[row * width..<(row + 1) * width] { scalars.append(Float(byte) / 255) }
      }
    case .numbers(let numbers):
      for row in rows { scalars += numbers[row * width..<(row + 1) * width] }
    }
    return Tensor(shape: [rows.count, width], scalars: scalars)
  }
}
