import CHDF5

/// An open file, in which objects are reached through hard links only.
///
/// A soft link, an external link and a user-defined link can lead out of the file, so none is followed.
struct OpenFile: ~Copyable {
  let handle: Handle
  /// The file's name in messages.
  let name: String

  var id: hid_t { handle.id }

  func failure(_ path: ObjectPath, _ problem: String) -> HDF5Error {
    HDF5Error(name, path.text, problem)
  }

  /// Tells whether the path leads to an object.
  ///
  /// - Throws: When a component is not a hard link, or its parent cannot be searched.
  func holds(_ path: ObjectPath) throws(HDF5Error) -> Bool {
    for prefix in path.prefixes {
      let found = try attempt(
        unsafe H5Lexists(id, prefix.text, defaultProperties),
        else: failure(path, "\(prefix.parent.text) is not a group that can be searched"))
      guard found > 0 else { return false }
      try requireHardLink(prefix)
    }
    return true
  }

  /// Opens the group, dataset or named type at the path.
  func object(at path: ObjectPath) throws(HDF5Error) -> Handle {
    guard try holds(path) else { throw failure(path, "no such group or dataset") }
    return try Handle(
      .object, unsafe H5Oopen(id, path.text, defaultProperties),
      else: failure(path, "cannot be opened; the file may be damaged"))
  }

  private func requireHardLink(_ path: ObjectPath) throws(HDF5Error) {
    var link = H5L_info_t()
    try attempt(
      unsafe H5Lget_info(id, path.text, &link, defaultProperties),
      else: failure(path, "its link cannot be read; the file may be damaged"))
    guard link.type != H5L_TYPE_HARD else { return }
    let kind =
      switch link.type {
      case H5L_TYPE_SOFT: "a soft link"
      case H5L_TYPE_EXTERNAL: "an external link"
      default: "a user-defined link"
      }
    throw failure(path, "is \(kind), which is not followed; store the object itself there")
  }
}

/// The settings with which files are opened and created.
///
/// Locks are off: a file gets its final name only when complete, and some network folders have none.
func accessProperties(for file: String) throws(HDF5Error) -> Handle {
  let error = HDF5Error(file, "libhdf5 refused the file settings")
  let access = try Handle(.properties, H5Pcreate(rc_file_access()), else: error)
  try attempt(H5Pset_libver_bounds(access.id, H5F_LIBVER_V110, H5F_LIBVER_V110), else: error)
  try attempt(H5Pset_fclose_degree(access.id, H5F_CLOSE_STRONG), else: error)
  try attempt(H5Pset_file_locking(access.id, false, true), else: error)
  return access
}
