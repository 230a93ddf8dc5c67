import CHDF5

extension HDF5Writer {
  /// Writes numbers as a dataset of 64-bit floats.
  ///
  /// - Parameters:
  ///   - values: The values, row by row.
  ///   - shape: The length of each axis; an empty shape is one lone value.
  ///   - path: The dataset's place, which must be free; the groups above it are created.
  /// - Throws: When the place is taken or the disk is full.
  package func write(
    _ values: [Double], shape: [Int], at path: String
  ) throws(HDF5Error) {
    try store(values, as: .float64, shape, at: path)
  }

  /// Writes numbers as a dataset of 32-bit floats, as `write(_:shape:at:)` of `[Double]` does.
  package func write(_ values: [Float], shape: [Int], at path: String) throws(HDF5Error) {
    try store(values, as: .float32, shape, at: path)
  }

  /// Writes numbers as a dataset of 64-bit integers, as `write(_:shape:at:)` of `[Double]` does.
  package func write(_ values: [Int64], shape: [Int], at path: String) throws(HDF5Error) {
    try store(values, as: .int64, shape, at: path)
  }

  /// Writes numbers as a dataset of 32-bit integers, as `write(_:shape:at:)` of `[Double]` does.
  package func write(_ values: [Int32], shape: [Int], at path: String) throws(HDF5Error) {
    try store(values, as: .int32, shape, at: path)
  }

  /// Writes numbers as a dataset of bytes, as `write(_:shape:at:)` of `[Double]` does.
  package func write(_ values: [UInt8], shape: [Int], at path: String) throws(HDF5Error) {
    try store(values, as: .uint8, shape, at: path)
  }

  /// Writes truth values as the enumeration that h5py reads as `bool`.
  package func write(_ values: [Bool], shape: [Int], at path: String) throws(HDF5Error) {
    try store(values, as: .boolean, shape, at: path)
  }

  /// Writes texts as UTF-8 of one fixed length, the longest text's, padded with NUL.
  ///
  /// - Parameters:
  ///   - values: The texts, row by row; none may hold a NUL.
  ///   - shape: The length of each axis; an empty shape is one lone value.
  ///   - path: The dataset's place, which must be free; the groups above it are created.
  /// - Throws: When the padded texts exceed 2 GiB, the place is taken or the disk is full.
  package func write(_ values: [String], shape: [Int], at path: String) throws(HDF5Error) {
    requireFilled(shape, values.count)
    let place = ObjectPath(path)
    let width = max(1, values.lazy.map(\.utf8.count).max() ?? 1)
    guard width <= (1 << 31) / max(1, values.count) else {
      throw file.failure(
        place, "\(values.count) texts of up to \(width) bytes are too many; shorten the longest")
    }
    var padded = [UInt8](repeating: 0, count: values.count * width)
    for (index, text) in values.enumerated() {
      guard !text.utf8.contains(0) else {
        throw file.failure(place, "text \(index) holds a NUL character, which would be lost")
      }
      let start = index * width
      padded.replaceSubrange(start..<start + text.utf8.count, with: text.utf8)
    }
    try store(padded, as: .text(bytes: width), shape, at: path)
  }

  private func store<Value: BitwiseCopyable>(
    _ values: [Value], as type: StoredType, _ shape: [Int], at text: String
  ) throws(HDF5Error) {
    requireFilled(shape, values.count * MemoryLayout<Value>.stride / type.bytes)
    let path = ObjectPath(text)
    precondition(!path.isRoot, "a dataset cannot be the root")
    try group(path.parent)
    guard try !file.holds(path) else { throw file.failure(path, "is written already") }
    let error = file.failure(path, "the dataset cannot be written")
    try reserve(values.count * MemoryLayout<Value>.stride)
    let dataset = try create(path, type, shape, else: error)
    if !values.isEmpty { try fill(dataset, with: values, as: type, else: error) }
    // Small values reach the file only here, so that a failure to close is a failure to write.
    try dataset.close(else: error)
  }

  private func fill<Value: BitwiseCopyable>(
    _ dataset: borrowing Handle, with values: [Value], as type: StoredType, else error: HDF5Error
  ) throws(HDF5Error) {
    let memory = try type.datatype(else: error)
    let whole = hid_t(H5S_ALL)
    try attempt(
      unsafe H5Dwrite(dataset.id, memory.id, whole, whole, defaultProperties, values), else: error)
  }

  private func create(
    _ path: ObjectPath, _ type: StoredType, _ shape: [Int], else error: HDF5Error
  ) throws(HDF5Error) -> Handle {
    let layout = StorageLayout(shape: shape, elementBytes: type.bytes)
    let properties = try layout.creationProperties(else: error)
    let link = try namedInUTF8(rc_link_create(), else: error)
    let datatype = try type.datatype(else: error)
    let axes = shape.map { hsize_t($0) }
    let space = try Handle(
      .dataspace, unsafe H5Screate_simple(Int32(axes.count), axes, nil), else: error)
    return try Handle(
      .object,
      unsafe H5Dcreate2(
        file.id, path.text, datatype.id, space.id, link.id, properties.id, defaultProperties),
      else: error)
  }

  private func requireFilled(_ shape: [Int], _ count: Int) {
    precondition(shape.count <= 32, "\(shape.count) axes exceed HDF5's limit of 32")
    precondition(shape.allSatisfy { $0 >= 0 }, "shape \(shape) has a negative axis")
    precondition(shape.reduce(1, *) == count, "\(count) values do not fill shape \(shape)")
  }
}
