import CHDF5

/// An open dataset whose bytes lie in its own file, with a shape that fits in the memory's addresses.
struct StoredDataset: ~Copyable {
  let handle: Handle
  let type: Handle
  let shape: [Int]
  let count: Int
  private let damage: HDF5Error

  /// Opens a dataset and refuses what leads out of the file, or unpacks into far more than it holds.
  init(_ path: ObjectPath, in file: borrowing OpenFile) throws(HDF5Error) {
    try self.init(path, opened: file.object(at: path), in: file)
  }

  /// Takes an object that was opened with settings of its own, and refuses what `init(_:in:)` refuses.
  init(
    _ path: ObjectPath, opened handle: consuming Handle, in file: borrowing OpenFile
  ) throws(HDF5Error) {
    let damage = file.failure(path, "cannot be read; the file may be damaged")
    guard H5Iget_type(handle.id) == H5I_DATASET else {
      throw file.failure(path, "is a group or a type, not a dataset")
    }
    let properties = try Handle(.properties, H5Dget_create_plist(handle.id), else: damage)
    try requireOwnStorage(properties, damage)
    try requirePlainFilters(properties, damage)
    let space = try Handle(.dataspace, H5Dget_space(handle.id), else: damage)
    let shape = try axes(of: space, damage)
    let count = try elementCount(of: shape, damage)
    let type = try Handle(.datatype, H5Dget_type(handle.id), else: damage)
    try requireSmallChunk(properties, shape, elementBytes: H5Tget_size(type.id), damage)
    self.handle = handle
    self.type = type
    self.shape = shape
    self.count = count
    self.damage = damage
  }

  func failure(_ problem: String) -> HDF5Error {
    damage.saying(problem)
  }

  /// Reads the whole dataset, converted by libhdf5 to a type of the same size as `zero`.
  func values<Value: BitwiseCopyable>(_ zero: Value, as type: StoredType) throws(HDF5Error)
    -> [Value]
  {
    let memory = try type.datatype(else: damage)
    return try values(zero, each: 1, as: memory, transfer: defaultProperties)
  }

  /// Reads the whole dataset as a type that takes `each` memory values per element.
  ///
  /// The memory starts as zeros, since libhdf5 leaves it as it was where a chunk was never written.
  func values<Value: BitwiseCopyable>(
    _ zero: Value, each: Int, as memory: borrowing Handle, transfer: hid_t
  ) throws(HDF5Error) -> [Value] {
    var values = [Value](repeating: zero, count: count * each)
    guard !values.isEmpty else { return [] }
    let whole = hid_t(H5S_ALL)
    try attempt(
      unsafe H5Dread(handle.id, memory.id, whole, whole, transfer, &values), else: damage)
    return values
  }
}

private func requireOwnStorage(
  _ properties: borrowing Handle, _ damage: HDF5Error
) throws(HDF5Error) {
  let layout = H5Pget_layout(properties.id)
  guard layout != H5D_VIRTUAL else {
    throw damage.saying("is a view of other files, which is not followed; store the values")
  }
  guard try attempt(H5Pget_external_count(properties.id), else: damage) == 0 else {
    throw damage.saying("keeps its values in another file, which is not read; store them here")
  }
}

/// Refuses filters that come from plugins, and one filter twice: nested deflate unpacks a million-fold.
private func requirePlainFilters(
  _ properties: borrowing Handle, _ damage: HDF5Error
) throws(HDF5Error) {
  let plain = [H5Z_FILTER_DEFLATE, H5Z_FILTER_SHUFFLE, H5Z_FILTER_FLETCHER32]
  var seen: [H5Z_filter_t] = []
  let count = try attempt(H5Pget_nfilters(properties.id), else: damage)
  for index in 0..<count {
    let filter = try attempt(
      H5Pget_filter2(properties.id, UInt32(index), nil, nil, nil, 0, nil, nil), else: damage)
    guard plain.contains(filter), !seen.contains(filter) else {
      throw damage.saying("is packed with filter \(filter); pack it with gzip alone")
    }
    seen.append(filter)
  }
}

private func axes(of space: borrowing Handle, _ damage: HDF5Error) throws(HDF5Error) -> [Int] {
  guard H5Sget_simple_extent_type(space.id) != H5S_NULL else {
    throw damage.saying("has no shape and no values")
  }
  let rank = try attempt(H5Sget_simple_extent_ndims(space.id), else: damage)
  var axes = [hsize_t](repeating: 0, count: Int(rank))
  try attempt(unsafe H5Sget_simple_extent_dims(space.id, &axes, nil), else: damage)
  guard axes.allSatisfy({ $0 <= hsize_t(Int.max) }) else { throw absurdShape(axes, damage) }
  return axes.map { Int($0) }
}

private func elementCount(of shape: [Int], _ damage: HDF5Error) throws(HDF5Error) -> Int {
  var count = 1
  for axis in shape {
    let (product, overflow) = count.multipliedReportingOverflow(by: axis)
    guard !overflow else { throw absurdShape(shape, damage) }
    count = product
  }
  return count
}

/// Refuses a chunk that is large beside its dataset: libhdf5 unpacks a whole chunk at a time.
private func requireSmallChunk(
  _ properties: borrowing Handle, _ shape: [Int], elementBytes: Int, _ damage: HDF5Error
) throws(HDF5Error) {
  guard H5Pget_layout(properties.id) == H5D_CHUNKED else { return }
  var chunk = [hsize_t](repeating: 0, count: shape.count)
  try attempt(unsafe H5Pget_chunk(properties.id, Int32(shape.count), &chunk), else: damage)
  // In floating point, since the product of a hostile chunk's axes may exceed any integer.
  let chunkBytes = chunk.reduce(Double(elementBytes)) { $0 * Double($1) }
  let datasetBytes = shape.reduce(Double(elementBytes)) { $0 * Double($1) }
  guard chunkBytes <= max(datasetBytes, Double(smallChunkBytes)) else {
    throw damage.saying("has chunks of shape \(chunk), far beyond its own \(shape)")
  }
}

/// The size of a chunk that is taken whatever the dataset's own size: 64 MiB.
private let smallChunkBytes = 1 << 26

private func absurdShape(_ shape: [some BinaryInteger], _ damage: HDF5Error) -> HDF5Error {
  damage.saying("has the impossible shape \(shape)")
}
