import CHDF5
import Glibc

/// An HDF5 file open for reading, which may come from someone who means harm.
///
/// Nothing outside the file is ever opened: soft, external and user-defined links, external storage,
/// virtual datasets and filter plugins are refused. Sizes are checked before memory is taken. Paths
/// are "/a/b" or "a/b"; a path with an empty, "." or ".." component is a bug of the caller.
package struct HDF5Reader: ~Copyable, Sendable {
  let file: OpenFile
  private let elementLimit: Int

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - elementLimit: The most elements that one read may give, at least 1; texts may take up to
  ///     eight bytes for each of these.
  /// - Throws: When there is no such file, or it is not a complete HDF5 file.
  package init(path: String, elementLimit: Int = 1 << 30) throws(HDF5Error) {
    precondition(elementLimit > 0, "elementLimit \(elementLimit) allows nothing to be read")
    try requireRegularFile(path)
    try attempt(H5PLset_loading_state(0), else: HDF5Error(path, "plugins cannot be turned off"))
    let found = try attempt(unsafe H5Fis_hdf5(path), else: HDF5Error(path, "cannot be read"))
    guard found > 0 else { throw HDF5Error(path, "not an HDF5 file") }
    let access = try accessProperties(for: path)
    let handle = try Handle(
      .file, unsafe H5Fopen(path, rc_read_only(), access.id),
      else: HDF5Error(path, "is an HDF5 file, but damaged or cut short; get a fresh copy"))
    file = OpenFile(handle: handle, name: path)
    self.elementLimit = elementLimit
  }

  /// The names of what a group holds, sorted by their bytes.
  ///
  /// - Parameter path: The group; "/" is the root.
  /// - Returns: The names of groups, datasets and of links that would be refused.
  /// - Throws: When there is no such group, or a name in it cannot be part of a path.
  package func children(of path: String) throws(HDF5Error) -> [String] {
    let place = ObjectPath(path)
    let group = try file.object(at: place)
    guard H5Iget_type(group.id) == H5I_GROUP else {
      throw file.failure(place, "is a dataset or a type, not a group")
    }
    var names: [String?] = []
    let status = unsafe withUnsafeMutablePointer(to: &names) { names in
      unsafe H5Literate(group.id, H5_INDEX_NAME, H5_ITER_NATIVE, nil, appendLinkName, names)
    }
    try attempt(status, else: file.failure(place, "cannot be listed; the file may be damaged"))
    let plain = names.compactMap { $0 }.filter(isPlainName)
    guard plain.count == names.count else {
      throw file.failure(place, "holds a name that is not plain UTF-8 without \"/\"")
    }
    return plain.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Tells whether a path leads to a group or dataset, through hard links alone.
  package func contains(_ path: String) -> Bool {
    do {
      return try file.holds(ObjectPath(path))
    } catch {
      return false
    }
  }

  /// The length of each axis of a dataset.
  ///
  /// - Parameter path: The dataset.
  /// - Returns: The lengths, none for a lone value.
  /// - Throws: When there is no such dataset, or its shape is impossible.
  package func shape(of path: String) throws(HDF5Error) -> [Int] {
    try StoredDataset(ObjectPath(path), in: file).shape
  }

  /// Opens a dataset that is within the limit.
  func dataset(at path: String) throws(HDF5Error) -> StoredDataset {
    let dataset = try StoredDataset(ObjectPath(path), in: file)
    guard dataset.count <= elementLimit else {
      throw dataset.failure(
        "has \(dataset.count) elements, above the limit of \(elementLimit)")
    }
    return dataset
  }

  /// The most bytes that the texts of one dataset may take.
  var textLimit: Int {
    let (bytes, overflow) = elementLimit.multipliedReportingOverflow(by: 8)
    return overflow ? .max : bytes
  }
}

/// Collects one link's name for `children(of:)`, or nil when it is not UTF-8.
private func appendLinkName(
  _: hid_t, _ name: UnsafePointer<CChar>?, _: UnsafePointer<H5L_info_t>?,
  _ names: UnsafeMutableRawPointer?
) -> herr_t {
  guard let name = unsafe name, let names = unsafe names else { return -1 }
  unsafe names.assumingMemoryBound(to: [String?].self).pointee
    .append(String(validatingCString: name))
  return 0
}

/// Refuses folders and pipes, on which libhdf5 would wait or give an unclear answer.
private func requireRegularFile(_ path: String) throws(HDF5Error) {
  var status = stat()
  guard unsafe stat(path, &status) == 0 else {
    throw HDF5Error(path, errno == ENOENT ? "no such file" : systemMessage(errno))
  }
  guard status.st_mode & S_IFMT == S_IFREG else { throw HDF5Error(path, "not a regular file") }
  guard unsafe Glibc.access(path, R_OK) == 0 else { throw HDF5Error(path, systemMessage(errno)) }
}
