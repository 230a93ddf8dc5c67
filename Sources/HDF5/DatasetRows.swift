import CHDF5

/// An open dataset of numbers that is read by ranges of its first axis.
///
/// Memory is taken for the rows that are asked for and for the compressed chunks that they lie in,
/// which stay in the memory up to `cacheLimit` bytes so that the next range finds them unpacked.
package struct DatasetRows: ~Copyable {
  /// The most bytes of unpacked chunks that are kept, and the largest chunk that is read.
  package static let cacheLimit = 1 << 28

  /// The shape and the contents of the dataset.
  package let layout: DatasetLayout
  /// The type of the dataset's numbers.
  package let type: NumberType
  private let dataset: StoredDataset
  // Below the dataset, which has to be closed first.
  private let file: OpenFile

  init(_ path: ObjectPath, in file: consuming OpenFile) throws(HDF5Error) {
    let handle = try file.dataset(at: path, cacheLimit: Self.cacheLimit)
    let dataset = try StoredDataset(path, opened: handle, in: file)
    let layout = try dataset.layout()
    guard let type = layout.type else {
      throw dataset.failure("holds \(layout.contents), not numbers")
    }
    guard !layout.shape.isEmpty else {
      throw dataset.failure("is a single number without rows; store it with the shape (1,)")
    }
    try dataset.requireStoredValues(elementBytes: type.byteCount)
    self.layout = layout
    self.type = type
    self.dataset = dataset
    self.file = file
  }

  /// Reads rows as 32-bit floats, rounded; those beyond the range become infinite.
  ///
  /// - Parameter rows: A range of the first axis.
  /// - Returns: The numbers, row by row.
  /// - Throws: When the file is damaged.
  package func floats(_ rows: Range<Int>) throws(HDF5Error) -> [Float] {
    guard type != .boolean else { return try truths(rows).map { Float($0) } }
    return try dataset.values(Float(0), as: .float32, rows)
  }

  /// Reads rows as 64-bit floats, as `floats(_:)` does; integers beyond 2^53 are rounded.
  package func doubles(_ rows: Range<Int>) throws(HDF5Error) -> [Double] {
    guard type != .boolean else { return try truths(rows).map { Double($0) } }
    return try dataset.values(0.0, as: .float64, rows)
  }

  /// Reads rows of integers or truth values, as `floats(_:)` does.
  ///
  /// - Parameter rows: A range of the first axis.
  /// - Returns: The integers, row by row.
  /// - Throws: When the dataset holds floats, an integer exceeds `Int`, or the file is damaged.
  package func integers(_ rows: Range<Int>) throws(HDF5Error) -> [Int] {
    switch type {
    case .boolean: return try truths(rows).map { Int($0) }
    case .integer(bits: 64, isSigned: false):
      let values = try dataset.values(UInt64(0), as: .uint64, rows)
      guard values.allSatisfy({ $0 <= UInt64(Int.max) }) else {
        throw dataset.failure("holds integers above \(Int.max)")
      }
      return values.map { Int($0) }
    case .integer: return try dataset.values(0, as: .int64, rows)
    case .float: throw dataset.failure("holds \(layout.contents), not integers")
    }
  }

  private func truths(_ rows: Range<Int>) throws(HDF5Error) -> [UInt8] {
    let values = try dataset.values(UInt8(0), as: .boolean, rows)
    guard values.allSatisfy({ $0 <= 1 }) else {
      throw dataset.failure("holds truth values that are neither FALSE nor TRUE")
    }
    return values
  }
}

extension HDF5Reader {
  /// Turns the reader into one of a single dataset, which gives its rows block by block.
  ///
  /// The reader's limit of elements does not hold here: the caller limits each block.
  ///
  /// - Parameter path: The dataset.
  /// - Returns: The dataset, open until it goes out of scope.
  /// - Throws: When there is no such dataset of numbers with rows, its chunks exceed the limit, or
  ///   nearly all of its values were never written.
  package consuming func rows(of path: String) throws(HDF5Error) -> DatasetRows {
    try DatasetRows(ObjectPath(path), in: file)
  }
}

extension OpenFile {
  /// Opens a dataset so that one run of chunks across the first axis stays unpacked between reads.
  fileprivate func dataset(at path: ObjectPath, cacheLimit: Int) throws(HDF5Error) -> Handle {
    let error = failure(path, "cannot be opened; the file may be damaged")
    let access = try StoredDataset(path, in: self).access(cacheLimit: cacheLimit)
    // The first handle is closed by now: libhdf5 keeps the settings of a dataset's first opening.
    return try Handle(.object, unsafe H5Dopen2(id, path.text, access.id), else: error)
  }
}

extension StoredDataset {
  /// Makes the settings for reading in order, and refuses chunks that would fill the memory.
  fileprivate func access(cacheLimit: Int) throws(HDF5Error) -> Handle {
    let error = failure("cannot be read; the file may be damaged")
    let access = try Handle(.properties, H5Dget_access_plist(handle.id), else: error)
    guard let chunk = try chunkShape() else { return access }
    let chunkBytes = chunk.reduce(Double(H5Tget_size(type.id))) { $0 * Double($1) }
    guard chunkBytes <= Double(cacheLimit) else {
      throw failure(
        "has chunks of shape \(chunk), above the limit of \(cacheLimit) bytes; "
          + "store it in smaller chunks")
    }
    let across = zip(shape, chunk).dropFirst().reduce(1.0) { count, axis in
      count * (Double(axis.0) / Double(axis.1)).rounded(.up)
    }
    let cacheBytes = Int(min(chunkBytes * max(1, across), Double(cacheLimit)))
    try attempt(H5Pset_chunk_cache(access.id, cacheSlots, cacheBytes, 1), else: error)
    return access
  }

  private func chunkShape() throws(HDF5Error) -> [Int]? {
    let error = failure("cannot be read; the file may be damaged")
    let properties = try Handle(.properties, H5Dget_create_plist(handle.id), else: error)
    guard H5Pget_layout(properties.id) == H5D_CHUNKED else { return nil }
    var chunk = [hsize_t](repeating: 0, count: shape.count)
    try attempt(unsafe H5Pget_chunk(properties.id, Int32(chunk.count), &chunk), else: error)
    return chunk.map { Int(clamping: $0) }
  }

  /// Refuses a shape far beyond what is stored: rows that were never written would go on for ever.
  fileprivate func requireStoredValues(elementBytes: Int) throws(HDF5Error) {
    let stored = Double(H5Dget_storage_size(handle.id))
    let declared = Double(count) * Double(elementBytes)
    guard declared <= stored * deflateRatio + smallDataset else {
      throw failure("has the shape \(shape), but nearly all of its values were never written")
    }
  }

  /// Reads some rows, converted by libhdf5 to a type of the same size as `zero`.
  fileprivate func values<Value: BitwiseCopyable>(
    _ zero: Value, as type: StoredType, _ rows: Range<Int>
  ) throws(HDF5Error) -> [Value] {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= shape[0], "rows \(rows) of \(shape[0])")
    let axes = [rows.count] + shape.dropFirst()
    var values = [Value](repeating: zero, count: axes.reduce(1, *))
    guard !values.isEmpty else { return [] }
    let error = failure("cannot be read; the file may be damaged")
    let memory = try type.datatype(else: error)
    let extents = axes.map { hsize_t($0) }
    var start = [hsize_t](repeating: 0, count: extents.count)
    start[0] = hsize_t(rows.lowerBound)
    let place = try Handle(.dataspace, H5Dget_space(handle.id), else: error)
    try attempt(
      unsafe H5Sselect_hyperslab(place.id, H5S_SELECT_SET, start, nil, extents, nil), else: error)
    let block = try Handle(
      .dataspace, unsafe H5Screate_simple(Int32(extents.count), extents, nil), else: error)
    try attempt(
      unsafe H5Dread(handle.id, memory.id, block.id, place.id, defaultProperties, &values),
      else: error)
    return values
  }
}

/// The slots of libhdf5's table of unpacked chunks: a prime, far above the chunks of most rows.
private let cacheSlots = 12_421

/// The most by which deflate shrinks bytes, and the size below which a dataset may be unwritten.
private let (deflateRatio, smallDataset) = (1032.0, 67_108_864.0)
