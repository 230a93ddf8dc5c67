import CHDF5

extension HDF5Writer {
  /// Sets an attribute to a text, stored as UTF-8 of fixed length.
  ///
  /// - Parameters:
  ///   - name: The attribute's name; one of that name that is there already is replaced.
  ///   - path: The group or dataset that carries it; "/" is the root.
  ///   - value: The text, which must not hold a NUL.
  /// - Throws: When the path names nothing, the text holds a NUL or the disk is full.
  package func setAttribute(
    _ name: String, of path: String, to value: String
  ) throws(HDF5Error) {
    guard !value.utf8.contains(0) else {
      throw file.failure(
        ObjectPath(path), "attribute \(name) holds a NUL character, which would be lost")
    }
    let bytes = value.isEmpty ? [0] : Array(value.utf8)
    try set(name, of: ObjectPath(path), to: bytes, as: .text(bytes: bytes.count))
  }

  /// Sets an attribute to a 64-bit integer, as `setAttribute(_:of:to:)` of a text does.
  package func setAttribute(_ name: String, of path: String, to value: Int) throws(HDF5Error) {
    try set(name, of: ObjectPath(path), to: [Int64(value)], as: .int64)
  }

  /// Sets an attribute to a 64-bit float, as `setAttribute(_:of:to:)` of a text does.
  package func setAttribute(_ name: String, of path: String, to value: Double) throws(HDF5Error) {
    try set(name, of: ObjectPath(path), to: [value], as: .float64)
  }

  private func set<Value: BitwiseCopyable>(
    _ name: String, of path: ObjectPath, to value: [Value], as type: StoredType
  ) throws(HDF5Error) {
    precondition(isAttributeName(name), "\"\(name)\" is no attribute name")
    let owner = try file.object(at: path)
    let error = file.failure(path, "attribute \(name) cannot be written")
    if try attempt(unsafe H5Aexists(owner.id, name), else: error) > 0 {
      try attempt(unsafe H5Adelete(owner.id, name), else: error)
    }
    try reserve(value.count * MemoryLayout<Value>.stride)
    let datatype = try type.datatype(else: error)
    let space = try Handle(.dataspace, H5Screate(H5S_SCALAR), else: error)
    let properties = try namedInUTF8(rc_attribute_create(), else: error)
    let attribute = try Handle(
      .attribute,
      unsafe H5Acreate2(
        owner.id, name, datatype.id, space.id, properties.id, defaultProperties), else: error)
    try attempt(unsafe H5Awrite(attribute.id, datatype.id, value), else: error)
    try attribute.close(else: error)
    try owner.close(else: error)
  }
}

/// Tells whether libhdf5 can store an attribute under this name.
func isAttributeName(_ name: String) -> Bool {
  !name.isEmpty && !name.utf8.contains(0)
}
