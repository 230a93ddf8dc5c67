/// A scalar that tensors hold and the dense algebra library computes with.
public protocol TensorScalar: BinaryFloatingPoint, Sendable {}

extension Float: TensorScalar {}
extension Double: TensorScalar {}

/// A dense array of numbers with a shape, stored row by row (the last index varies fastest).
///
/// A value type: copies share storage until one of them changes.
public struct Tensor<Scalar: TensorScalar>: Equatable, Sendable {
  /// The extent of each dimension; empty for a single number.
  public let shape: [Int]
  /// The numbers, row by row.
  public var scalars: [Scalar] {
    willSet {
      precondition(
        newValue.count == scalars.count, "\(newValue.count) numbers for the shape \(shape)")
    }
  }

  /// Creates a tensor from its numbers.
  ///
  /// - Parameters:
  ///   - shape: The extent of each dimension, none negative.
  ///   - scalars: As many numbers as the product of the extents.
  public init(shape: [Int], scalars: [Scalar]) {
    precondition(
      shape.allSatisfy { $0 >= 0 } && shape.reduce(1, *) == scalars.count,
      "\(scalars.count) numbers for the shape \(shape)")
    self.shape = shape
    self.scalars = scalars
  }

  /// Creates a tensor that holds one number everywhere.
  ///
  /// - Parameters:
  ///   - value: The number.
  ///   - shape: The extent of each dimension, none negative.
  public init(repeating value: Scalar, shape: [Int]) {
    self.init(shape: shape, scalars: Array(repeating: value, count: shape.reduce(1, *)))
  }

  /// The extent of the first dimension.
  public var rowCount: Int {
    precondition(!shape.isEmpty, "a single number has no rows")
    return shape[0]
  }

  /// The count of numbers in one row: the product of the extents after the first.
  public var rowLength: Int { shape.dropFirst().reduce(1, *) }

  /// The place of a row in `scalars`.
  ///
  /// - Parameter row: An index of the first dimension.
  /// - Returns: The range of the row's numbers.
  public func range(ofRow row: Int) -> Range<Int> {
    precondition(row >= 0 && row < rowCount, "row \(row) of \(rowCount)")
    let length = rowLength
    return row * length..<(row + 1) * length
  }

  /// The numbers of one row.
  ///
  /// - Parameter row: An index of the first dimension.
  /// - Returns: The row's numbers, without copying them.
  public func row(_ row: Int) -> ArraySlice<Scalar> { scalars[range(ofRow: row)] }
}
