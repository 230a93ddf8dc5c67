import CHDF5

/// How a dataset lies in the file: small ones in one piece, large ones in compressed chunks.
struct StorageLayout {
  /// The largest dataset that is stored in one piece, in bytes.
  static let largestContiguous = 1 << 16
  /// The aim for a chunk's size in bytes, which is the size of libhdf5's chunk cache.
  static let chunkBytes = 1 << 20
  static let deflateLevel: UInt32 = 4

  let shape: [Int]
  let elementBytes: Int

  var bytes: Int { shape.reduce(elementBytes, *) }

  /// The shape of a chunk: whole trailing axes as far as they fit, so that a chunk is one run of rows.
  var chunk: [Int] {
    var chunk = shape
    var sliceBytes = bytes
    for axis in shape.indices {
      sliceBytes /= shape[axis]
      chunk[axis] = min(shape[axis], max(1, Self.chunkBytes / sliceBytes))
      if chunk[axis] > 1 { break }
    }
    return chunk
  }

  /// Makes the properties to create the dataset with.
  func creationProperties(else error: HDF5Error) throws(HDF5Error) -> Handle {
    let properties = try untimedProperties(rc_dataset_create(), else: error)
    guard bytes > Self.largestContiguous else { return properties }
    guard H5Zfilter_avail(H5Z_FILTER_DEFLATE) > 0, H5Zfilter_avail(H5Z_FILTER_SHUFFLE) > 0 else {
      throw error.saying("this libhdf5 lacks the deflate filter; install one with zlib")
    }
    let chunk = chunk.map { hsize_t($0) }
    try attempt(unsafe H5Pset_chunk(properties.id, Int32(chunk.count), chunk), else: error)
    try attempt(H5Pset_shuffle(properties.id), else: error)
    try attempt(H5Pset_deflate(properties.id, Self.deflateLevel), else: error)
    return properties
  }
}

/// Makes creation properties without times, which would make the same calls give other bytes.
func untimedProperties(
  _ objectClass: hid_t, else error: HDF5Error
) throws(HDF5Error) -> Handle {
  let properties = try Handle(.properties, H5Pcreate(objectClass), else: error)
  try attempt(H5Pset_obj_track_times(properties.id, false), else: error)
  return properties
}

/// Makes creation properties that mark a link's or an attribute's name as UTF-8.
func namedInUTF8(_ nameClass: hid_t, else error: HDF5Error) throws(HDF5Error) -> Handle {
  let properties = try Handle(.properties, H5Pcreate(nameClass), else: error)
  try attempt(H5Pset_char_encoding(properties.id, H5T_CSET_UTF8), else: error)
  return properties
}
