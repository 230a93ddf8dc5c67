import CHDF5

/// The types in which values are stored; all are little-endian, as is every machine that runs this.
enum StoredType {
  case float64, float32, int64, int32, uint64, uint8
  /// The enumeration FALSE = 0, TRUE = 1 over one byte, which h5py reads and writes as `bool`.
  case boolean
  /// UTF-8 of a fixed length in bytes, padded with NUL.
  case text(bytes: Int)

  /// The size of one value in bytes.
  var bytes: Int {
    switch self {
    case .float64, .int64, .uint64: 8
    case .float32, .int32: 4
    case .uint8, .boolean: 1
    case .text(let bytes): bytes
    }
  }

  /// Makes libhdf5's type, for a file or for memory.
  func datatype(else error: HDF5Error) throws(HDF5Error) -> Handle {
    let type = try Handle(.datatype, H5Tcopy(predefined), else: error)
    switch self {
    case .boolean:
      return try Self.booleanType(over: type, else: error)
    case .text(let bytes):
      try attempt(H5Tset_size(type.id, bytes), else: error)
      try attempt(H5Tset_cset(type.id, H5T_CSET_UTF8), else: error)
      try attempt(H5Tset_strpad(type.id, H5T_STR_NULLPAD), else: error)
      return type
    default:
      return type
    }
  }

  private var predefined: hid_t {
    switch self {
    case .float64: rc_float64()
    case .float32: rc_float32()
    case .int64: rc_int64()
    case .int32: rc_int32()
    case .uint64: rc_uint64()
    case .uint8: rc_uint8()
    case .boolean: rc_int8()
    case .text: rc_text()
    }
  }

  private static func booleanType(
    over base: borrowing Handle, else error: HDF5Error
  ) throws(HDF5Error) -> Handle {
    let base = base.id
    let type = try Handle(.datatype, H5Tenum_create(base), else: error)
    for (name, value) in [("FALSE", 0), ("TRUE", 1)] as [(String, Int8)] {
      var value = value
      try attempt(unsafe H5Tenum_insert(type.id, name, &value), else: error)
    }
    return type
  }
}
