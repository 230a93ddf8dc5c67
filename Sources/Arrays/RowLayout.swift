/// A shape that can be read row by row along its first axis, within what memory can address.
struct RowLayout: Equatable, Sendable {
  /// The most numbers that one row may hold: 1 GiB of 32-bit floats.
  static let largestRow = 1 << 28
  /// The most axes, which is NumPy's limit as well as HDF5's.
  static let mostAxes = 32

  let shape: [Int]
  let rowLength: Int

  var rowCount: Int { shape[0] }
  var elementCount: Int { rowCount * rowLength }

  /// Takes a shape from a file.
  init(_ shape: [Int], elementBytes: Int, at place: ArrayPlace) throws(ArraysError) {
    guard let rowCount = shape.first else {
      throw place.failure("is a single number without rows; save it with the shape (1,)")
    }
    guard shape.count <= Self.mostAxes else {
      throw place.failure("has more than \(Self.mostAxes) axes; save it with fewer")
    }
    var capacity = elementBytes
    for extent in shape {
      // An empty axis counts as 1, so that no product of some of the axes overflows either.
      let (product, overflow) = capacity.multipliedReportingOverflow(by: max(1, extent))
      guard extent >= 0, !overflow else {
        throw place.failure("has the impossible shape \(shape); get a whole copy")
      }
      capacity = product
    }
    rowLength = shape.dropFirst().reduce(1, *)
    guard rowLength > 0 || rowCount == 0 else {
      throw place.failure("has the shape \(shape), whose rows hold nothing; check what was saved")
    }
    guard rowLength <= Self.largestRow else {
      throw place.failure(
        "has rows of \(rowLength) numbers, above the limit of \(Self.largestRow); split its rows")
    }
    self.shape = shape
  }
}
