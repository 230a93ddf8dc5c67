import HDF5

/// An array in a file that may come from someone who means harm: NPY, a member of NPZ, or HDF5.
///
/// The first bytes of the file say which it is, not its name. Python's pickles are never loaded.
/// Sizes are checked against the file before memory is taken. The array is read once, in order, by
/// blocks of rows; nothing else is held than the block and buffers of a fixed size, except for
/// matrices in Fortran order and the unpacked chunks of HDF5, each with a limit. A single number
/// without axes is refused. After an error nothing more is read.
package struct ArrayFile: ~Copyable {
  /// The most numbers that one block may hold.
  package static let largestBlock = 1 << 28
  /// The most arrays that are listed.
  package static let mostListed = 1000

  /// The last component of the file's path.
  package let fileName: String
  /// The array's name in the file; nil in an NPY file.
  package let arrayName: String?
  /// The size of the whole file in bytes.
  package let byteCount: Int
  /// The type in which the numbers are stored.
  package let elementType: ElementType
  /// The extents of the array, at least one.
  package var shape: [Int] { layout.shape }

  private let layout: RowLayout
  // One of these two is there.
  private var npy: NPYRows?
  private let dataset: DatasetRows?
  private var nextRow = 0
  private var failure: ArraysError?

  private var place: ArrayPlace { ArrayPlace(file: fileName, array: arrayName) }

  /// Opens an array.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - array: The array's name in an NPZ or HDF5 file; needed where the file holds several.
  /// - Throws: When there is no such array of numbers, or the file is damaged or of another format.
  package init(path: String, array: String? = nil) throws(ArraysError) {
    let file = try InputFile(path: path)
    switch try FileFormat(of: file) {
    case .npy:
      if let array {
        throw file.place.failure(
          "is an NPY file, whose one array has no name; leave out '\(printable(array))'")
      }
      try self.init(Self.rows(of: file), named: nil, in: file)
    case .npz:
      let archive = try Archive(file)
      let name = if let array { array } else { try onlyName(among: archive.names, in: file.place) }
      try self.init(archive.rows(of: name), named: name, in: file)
    case .hdf5:
      let datasets = try DatasetFile(path: path, at: file.place)
      let name = if let array { array } else { try datasets.onlyArray() }
      try self.init(datasets.rows(of: name), named: name, in: file)
    }
  }

  private init(_ rows: consuming NPYRows, named name: String?, in file: InputFile) {
    fileName = file.place.file
    arrayName = name
    byteCount = file.byteCount
    elementType = rows.header.format.type
    layout = rows.header.layout
    npy = consume rows
    dataset = nil
  }

  private init(
    _ rows: consuming DatasetRows, named name: String, in file: InputFile
  ) throws(ArraysError) {
    let place = file.place.of(name)
    guard let type = ElementType(rows.type) else {
      throw place.failure("holds \(rows.layout.contents), not numbers")
    }
    let layout = try RowLayout(rows.layout.shape, elementBytes: type.byteCount, at: place)
    fileName = file.place.file
    arrayName = name
    byteCount = file.byteCount
    elementType = type
    self.layout = layout
    dataset = consume rows
    npy = nil
  }

  /// Lists the arrays of a file, up to a thousand, without reading their numbers.
  ///
  /// - Parameter path: The file.
  /// - Returns: The arrays, those that would be refused with the reason.
  /// - Throws: When the file is damaged as a whole or of another format.
  package static func contents(ofFileAt path: String) throws(ArraysError) -> ArrayContents {
    let file = try InputFile(path: path)
    switch try FileFormat(of: file) {
    case .npy:
      let rows = try rows(of: file)
      return ArrayContents(entries: [rows.entry(named: "")], isComplete: true)
    case .npz:
      let archive = try Archive(file)
      let names = archive.names
      let entries = names.prefix(mostListed).map { name in
        do throws(ArraysError) {
          return try archive.rows(of: name).entry(named: name)
        } catch {
          return ArrayContents.Entry(name: name, content: .unreadable(error.problem))
        }
      }
      return ArrayContents(entries: entries, isComplete: names.count <= mostListed)
    case .hdf5:
      return try DatasetFile(path: path, at: file.place).contents()
    }
  }

  private static func rows(of file: InputFile) throws(ArraysError) -> NPYRows {
    let run = StoredRun(
      range: 0..<file.byteCount, byteCount: file.byteCount, isDeflated: false, checksum: nil)
    return try NPYRows(ByteStream(run, of: file, at: file.place))
  }
}

extension ArrayFile {
  /// Reads the next rows, at most `count`, up to `limit` numbers.
  mutating func nextBlock<Number: ArrayNumber>(
    _ count: Int, limit: Int, as type: Number.Type
  ) throws(ArraysError) -> [Number]? {
    precondition(count > 0, "a block of \(count) rows")
    if let failure { throw failure }
    let rows = nextRow..<min(layout.rowCount, nextRow + min(count, layout.rowCount))
    guard !rows.isEmpty else { return nil }
    guard rows.count <= limit / max(1, layout.rowLength) else {
      throw place.failure(
        "has rows of \(layout.rowLength) numbers, of which \(rows.count) exceed the limit of "
          + "\(limit) numbers; read fewer rows at a time")
    }
    do throws(ArraysError) {
      let block = try block(rows, as: type)
      if let misfit = block.misfit { throw misfitting(misfit, in: rows) }
      nextRow = rows.upperBound
      return block.numbers
    } catch {
      failure = error
      throw error
    }
  }

  /// The count of rows that were not read yet.
  var remainingRowCount: Int { layout.rowCount - nextRow }

  /// The shape of a block of as many numbers.
  func blockShape(of numberCount: Int) -> [Int] {
    [numberCount / max(1, layout.rowLength)] + layout.shape.dropFirst()
  }

  private mutating func block<Number: ArrayNumber>(
    _ rows: Range<Int>, as type: Number.Type
  ) throws(ArraysError) -> Block<Number> {
    if let block = try npy?.rows(rows, as: type) { return block }
    do throws(HDF5Error) {
      if let block = try dataset?.block(rows, as: type) { return block }
    } catch {
      throw place.failure(error.problem)
    }
    preconditionFailure("an array without rows")
  }

  private func misfitting(_ index: Int, in rows: Range<Int>) -> ArraysError {
    let row = rows.lowerBound + index / layout.rowLength
    let wanted = elementType == .bool ? "a truth value" : "an integer of 64 bits"
    return place.failure("holds a number in row \(row) that is not \(wanted); check what was saved")
  }
}

extension DatasetRows {
  fileprivate func block<Number: ArrayNumber>(
    _ rows: Range<Int>, as _: Number.Type
  ) throws(HDF5Error) -> Block<Number> {
    try Number.rows(rows, of: self)
  }
}

extension NPYRows {
  fileprivate func entry(named name: String) -> ArrayContents.Entry {
    ArrayContents.Entry(
      name: name, content: .array(shape: header.layout.shape, type: header.format.type))
  }
}
