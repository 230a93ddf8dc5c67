import CHDF5

/// A kind of numbers that can be read block by block.
package enum NumberType: Equatable, Sendable {
  /// An integer of 8, 16, 32 or 64 bits.
  case integer(bits: Int, isSigned: Bool)
  /// A floating-point number of 16, 32 or 64 bits.
  case float(bits: Int)
  /// A truth value, as h5py writes `bool`.
  case boolean

  /// The size of one stored number in bytes.
  package var byteCount: Int {
    switch self {
    case .integer(let bits, _), .float(let bits): bits / 8
    case .boolean: 1
    }
  }

  /// Tells the type of stored values; nil where they are no numbers of these kinds.
  init?(_ type: borrowing Handle, else error: HDF5Error) throws(HDF5Error) {
    let size = H5Tget_size(type.id)
    switch H5Tget_class(type.id) {
    case H5T_INTEGER where [1, 2, 4, 8].contains(size):
      self = .integer(bits: 8 * size, isSigned: H5Tget_sign(type.id) != H5T_SGN_NONE)
    case H5T_FLOAT where [2, 4, 8].contains(size):
      self = .float(bits: 8 * size)
    case H5T_ENUM:
      let boolean = try StoredType.boolean.datatype(else: error)
      guard H5Tequal(boolean.id, type.id) > 0 else { return nil }
      self = .boolean
    default: return nil
    }
  }
}

/// The shape and the contents of a dataset.
package struct DatasetLayout: Equatable, Sendable {
  /// The length of each axis, none for a lone value.
  package let shape: [Int]
  /// The type of its numbers; nil where it holds something else.
  package let type: NumberType?
  /// What it holds, in the words of a message.
  package let contents: String
}

extension HDF5Reader {
  /// Tells whether a path leads to a dataset rather than to a group or a type.
  ///
  /// - Parameter path: The object.
  /// - Returns: Whether it is a dataset.
  /// - Throws: When hard links lead to no object there.
  package func isDataset(_ path: String) throws(HDF5Error) -> Bool {
    let object = try file.object(at: ObjectPath(path))
    return H5Iget_type(object.id) == H5I_DATASET
  }

  /// Tells what a dataset holds without reading it.
  ///
  /// - Parameter path: The dataset.
  /// - Returns: Its shape and type.
  /// - Throws: When there is no such dataset, or it is of a form that is never read.
  package func layout(of path: String) throws(HDF5Error) -> DatasetLayout {
    try StoredDataset(ObjectPath(path), in: file).layout()
  }
}

extension StoredDataset {
  func layout() throws(HDF5Error) -> DatasetLayout {
    DatasetLayout(
      shape: shape, type: try NumberType(type, else: failure("has an unreadable type")),
      contents: contents(of: type))
  }
}
