package import Tensors

extension ArrayFile {
  /// Reads the next rows as 32-bit floats, rounded; numbers beyond the range become infinite.
  ///
  /// - Parameter rows: The most rows wanted, at least 1; only the last block has fewer.
  /// - Returns: The rows, or nil at the end of the array.
  /// - Throws: When the file is damaged, or the block exceeds `largestBlock`. The checksum of an
  ///   archive's member is checked with the last rows.
  package mutating func nextFloats(rows: Int) throws(ArraysError) -> Tensor<Float>? {
    guard let numbers = try nextBlock(rows, limit: Self.largestBlock, as: Float.self) else {
      return nil
    }
    return Tensor(shape: blockShape(of: numbers.count), scalars: numbers)
  }

  /// Reads the next rows as 64-bit floats, as `nextFloats(rows:)` does.
  package mutating func nextDoubles(rows: Int) throws(ArraysError) -> Tensor<Double>? {
    guard let numbers = try nextBlock(rows, limit: Self.largestBlock, as: Double.self) else {
      return nil
    }
    return Tensor(shape: blockShape(of: numbers.count), scalars: numbers)
  }

  /// Reads the next rows as integers, row by row, as `nextFloats(rows:)` does.
  ///
  /// Floats that are whole numbers are taken, and truth values as 0 and 1. A number that is no
  /// integer of 64 bits is an error.
  package mutating func nextIntegers(rows: Int) throws(ArraysError) -> [Int]? {
    try nextBlock(rows, limit: Self.largestBlock, as: Int.self)
  }

  /// Reads the rows that are left as 32-bit floats.
  ///
  /// - Parameter limit: The most numbers that they may hold.
  /// - Returns: The rows, perhaps none.
  /// - Throws: When there are more numbers, or as `nextFloats(rows:)` does.
  package mutating func remainingFloats(
    limit: Int = Self.largestBlock
  ) throws(ArraysError) -> Tensor<Float> {
    let numbers = try remainingNumbers(limit, as: Float.self)
    return Tensor(shape: blockShape(of: numbers.count), scalars: numbers)
  }

  /// Reads the rows that are left as 64-bit floats, as `remainingFloats(limit:)` does.
  package mutating func remainingDoubles(
    limit: Int = Self.largestBlock
  ) throws(ArraysError) -> Tensor<Double> {
    let numbers = try remainingNumbers(limit, as: Double.self)
    return Tensor(shape: blockShape(of: numbers.count), scalars: numbers)
  }

  /// Reads the rows that are left as integers, taken as `nextIntegers(rows:)` takes them.
  package mutating func remainingIntegers(
    limit: Int = Self.largestBlock
  ) throws(ArraysError) -> [Int] {
    try remainingNumbers(limit, as: Int.self)
  }

  private mutating func remainingNumbers<Number: ArrayNumber>(
    _ limit: Int, as type: Number.Type
  ) throws(ArraysError) -> [Number] {
    let count = max(1, remainingRowCount)
    return try nextBlock(count, limit: limit, as: type) ?? []
  }
}
