import CHDF5

/// A new HDF5 file, which appears under its name only when complete.
///
/// The same calls give the same bytes: no times, names of machines or process numbers are stored.
/// A writer that is dropped without `commit()`, as after an error, leaves nothing behind. Paths
/// are "/a/b" or "a/b"; a path with an empty, "." or ".." component is a bug of the caller.
package struct HDF5Writer: ~Copyable {
  let file: OpenFile
  private let partial: PartialFile

  /// Starts a file that is to replace the one at a path; until the commit that one is not touched.
  ///
  /// - Parameter path: Where the file is to appear. Its folder must exist.
  /// - Throws: When the folder cannot be written to.
  package init(replacing path: String) throws(HDF5Error) {
    let partial = try PartialFile(for: path)
    try partial.reserve(structureReserve, from: 0)
    let error = HDF5Error(path, "cannot be created by libhdf5")
    let access = try accessProperties(for: path)
    let creation = try untimedProperties(rc_file_create(), else: error)
    let handle = try Handle(
      .file, unsafe H5Fcreate(partial.path, rc_truncate(), creation.id, access.id), else: error)
    self.partial = partial
    file = OpenFile(handle: handle, name: path)
  }

  /// Creates a group and those above it; a group that is there already stays.
  ///
  /// - Parameter path: The group's place.
  /// - Throws: When a dataset is in the way, or the disk is full.
  package func group(_ path: String) throws(HDF5Error) {
    try group(ObjectPath(path))
  }

  /// Completes the file and puts it in place of the one at its path, in one step.
  ///
  /// - Throws: When the content does not reach the disk; the old file then stays as it was.
  package consuming func commit() throws(HDF5Error) {
    let error = HDF5Error(file.name, "cannot be completed; is the disk full?")
    try attempt(H5Fflush(file.id, H5F_SCOPE_GLOBAL), else: error)
    try file.handle.close(else: error)
    try partial.publish()
  }

  /// Makes sure of the room for what is written next.
  ///
  /// After a full disk libhdf5 can neither close the file nor open another: the process crashes. The
  /// eighth above the values' size is for values that compression makes larger.
  func reserve(_ bytes: Int) throws(HDF5Error) {
    var end: hsize_t = 0
    try attempt(
      unsafe H5Fget_filesize(file.id, &end), else: HDF5Error(file.name, "has no known size"))
    try partial.reserve(bytes + bytes / 8 + structureReserve, from: Int(end))
  }

  func group(_ path: ObjectPath) throws(HDF5Error) {
    for prefix in path.prefixes {
      guard try file.holds(prefix) else {
        try createGroup(prefix)
        continue
      }
      let object = try file.object(at: prefix)
      guard H5Iget_type(object.id) == H5I_GROUP else {
        throw file.failure(prefix, "is a dataset, so that it cannot be a group")
      }
    }
  }

  private func createGroup(_ path: ObjectPath) throws(HDF5Error) {
    let error = file.failure(path, "the group cannot be created")
    try reserve(0)
    let properties = try untimedProperties(rc_group_create(), else: error)
    let link = try namedInUTF8(rc_link_create(), else: error)
    let group = try Handle(
      .object, unsafe H5Gcreate2(file.id, path.text, link.id, properties.id, defaultProperties),
      else: error)
    try group.close(else: error)
  }
}

/// More bytes than libhdf5 writes in one call besides the values.
private let structureReserve = 1 << 20
