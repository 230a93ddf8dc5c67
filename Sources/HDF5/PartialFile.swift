import CHDF5
import Glibc

/// A file under a temporary name, which takes its final name once complete and is removed otherwise.
struct PartialFile: ~Copyable {
  let path: String
  private let destination: String
  private let folder: String
  private let descriptor: Int32
  private var isPublished = false

  /// Creates the empty file beside its destination, in the same folder, as a rename needs it.
  init(for destination: String) throws(HDF5Error) {
    let parts = destination.split(separator: "/", omittingEmptySubsequences: false)
    let name = parts.last.map(String.init) ?? ""
    guard isPlainName(name) else { throw HDF5Error(destination, "names no file") }
    let prefix = parts.dropLast().map { $0 + "/" }.joined()
    let random = String(UInt64.random(in: .min ... .max), radix: 16)
    let path = "\(prefix).\(name).\(getpid())-\(random).partial"
    let descriptor = unsafe open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw HDF5Error(destination, "cannot be written there (\(systemMessage(errno)))")
    }
    self.path = path
    self.destination = destination
    folder = prefix.isEmpty ? "." : prefix
    self.descriptor = descriptor
  }

  deinit {
    _ = close(descriptor)
    if !isPublished { _ = unsafe unlink(path) }
  }

  /// Brings the content to the disk, then gives it the final name in one step.
  consuming func publish() throws(HDF5Error) {
    guard releaseReserve(), fsync(descriptor) == 0 else {
      throw HDF5Error(destination, "cannot be brought to the disk (\(systemMessage(errno)))")
    }
    guard unsafe rename(path, destination) == 0 else {
      throw HDF5Error(destination, "cannot be replaced (\(systemMessage(errno)))")
    }
    isPublished = true
    try synchronizeFolder()
  }

  /// Reserves disk space from an offset on, without a change to the file's size.
  ///
  /// A file system that cannot reserve is let through: the write itself then fails.
  func reserve(_ bytes: Int, from offset: Int) throws(HDF5Error) {
    guard rc_reserve(descriptor, offset, bytes) != 0 else { return }
    guard ![EOPNOTSUPP, ENOSYS].contains(errno) else { return }
    throw HDF5Error(destination, "has no room on the disk (\(systemMessage(errno)))")
  }

  /// Gives back what was reserved beyond the file's end, which cutting it at that end does.
  private func releaseReserve() -> Bool {
    let end = lseek(descriptor, 0, SEEK_END)
    return end >= 0 && ftruncate(descriptor, end) == 0
  }

  private func synchronizeFolder() throws(HDF5Error) {
    let folderDescriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    defer { _ = close(folderDescriptor) }
    guard folderDescriptor >= 0, fsync(folderDescriptor) == 0 else {
      throw HDF5Error(
        destination, "is written, but its folder cannot be synced (\(systemMessage(errno)))")
    }
  }
}
