import HDF5

/// A type of numbers that rows are read as.
protocol ArrayNumber {
  static var zero: Self { get }

  /// Takes a stored number; nil where it is none of this type.
  static func value(of stored: some StoredNumber) -> Self?

  /// Reads rows of a dataset.
  static func rows(_ rows: Range<Int>, of dataset: borrowing DatasetRows) throws(HDF5Error)
    -> Block<Self>
}

/// Numbers that were read, and the place of the first that could not be taken, if there is one.
struct Block<Number> {
  var numbers: [Number]
  var misfit: Int?
}

extension Float: ArrayNumber {
  @inline(__always)
  static func value(of stored: some StoredNumber) -> Float? { stored.float }

  static func rows(_ rows: Range<Int>, of dataset: borrowing DatasetRows) throws(HDF5Error)
    -> Block<Float>
  {
    Block(numbers: try dataset.floats(rows))
  }
}

extension Double: ArrayNumber {
  @inline(__always)
  static func value(of stored: some StoredNumber) -> Double? { stored.double }

  static func rows(_ rows: Range<Int>, of dataset: borrowing DatasetRows) throws(HDF5Error)
    -> Block<Double>
  {
    Block(numbers: try dataset.doubles(rows))
  }
}

extension Int: ArrayNumber {
  @inline(__always)
  static func value(of stored: some StoredNumber) -> Int? { stored.integer }

  static func rows(_ rows: Range<Int>, of dataset: borrowing DatasetRows) throws(HDF5Error)
    -> Block<Int>
  {
    guard case .float = dataset.type else { return Block(numbers: try dataset.integers(rows)) }
    let doubles = try dataset.doubles(rows)
    var block = Block(numbers: [Int](repeating: 0, count: doubles.count))
    for (index, double) in doubles.enumerated() {
      guard let integer = Int(exactly: double) else {
        block.misfit = index
        return block
      }
      block.numbers[index] = integer
    }
    return block
  }
}
