import Arrays
import Tensors

/// An array in a file, opened once for its shape and again for its numbers, which are never held whole.
struct StoredArray {
  /// The numbers in a block of rows, unless one row has more.
  static let blockSize = 1 << 18

  let reference: ArrayReference
  let shape: [Int]
  let holdsTruthValues: Bool

  /// Opens an array of records.
  ///
  /// - Parameters:
  ///   - reference: The file and the array in it.
  ///   - axes: How many axes it may have.
  ///   - role: What it is for, in the plural.
  /// - Throws: Whether there is no such array, or it has another number of axes.
  init(_ reference: ArrayReference, axes: ClosedRange<Int>, for role: String) throws {
    let file = try ArrayFile(path: reference.path, array: reference.array)
    self.reference = reference
    shape = file.shape
    holdsTruthValues = file.elementType == .bool
    guard axes.contains(shape.count) else {
      let wanted = axes == 1...1 ? "one axis, the records" : "the axes records and columns"
      throw failure("has the shape \(shape) where \(role) need \(wanted); save it in that shape")
    }
  }

  var recordCount: Int { shape[0] }
  var columnCount: Int { shape.count == 1 ? 1 : shape[1] }

  /// Reads all rows in order; each block comes with the index of its first row.
  func readNumbers(_ take: (_ numbers: [Double], _ firstRow: Int) throws -> Void) throws {
    var file = try reopened()
    var row = 0
    while let block = try file.nextDoubles(rows: rowsAtOnce) {
      try take(block.scalars, row)
      row += block.rowCount
    }
  }

  /// Reads the only column as integers.
  func readIntegers(_ take: (_ numbers: [Int], _ firstRow: Int) throws -> Void) throws {
    var file = try reopened()
    var row = 0
    while let block = try file.nextIntegers(rows: rowsAtOnce) {
      try take(block, row)
      row += block.count
    }
  }

  /// Forms an error about this array.
  func failure(_ message: String) -> TablesError {
    TablesError(reference.place, "the array " + message)
  }

  private var rowsAtOnce: Int { max(1, Self.blockSize / max(1, columnCount)) }

  private func reopened() throws -> ArrayFile {
    let file = try ArrayFile(path: reference.path, array: reference.array)
    guard file.shape == shape else {
      throw failure("changed its shape while it was read; wait until it is written")
    }
    return file
  }
}
