import CHDF5
import Glibc

/// The value that stands for "no property list" in libhdf5's calls.
let defaultProperties: hid_t = 0

/// One open libhdf5 identifier, closed when it goes out of scope.
struct Handle: ~Copyable {
  enum Kind {
    case file, object, dataspace, datatype, properties, attribute
  }

  let id: hid_t
  private let kind: Kind

  init(
    _ kind: Kind, _ open: @autoclosure () -> hid_t, else error: @autoclosure () -> HDF5Error
  ) throws(HDF5Error) {
    id = try attempt(open(), else: error())
    self.kind = kind
  }

  deinit {
    _ = Self.release(id, kind)
  }

  /// Closes the identifier now, so that a failure is seen.
  consuming func close(else error: @autoclosure () -> HDF5Error) throws(HDF5Error) {
    let id = id
    let kind = kind
    discard self
    try attempt(Self.release(id, kind), else: error())
  }

  private static func release(_ id: hid_t, _ kind: Kind) -> herr_t {
    silenceErrorPrinting()
    return switch kind {
    case .file: H5Fclose(id)
    case .object: H5Oclose(id)
    case .dataspace: H5Sclose(id)
    case .datatype: H5Tclose(id)
    case .properties: H5Pclose(id)
    case .attribute: H5Aclose(id)
    }
  }
}

/// Makes one libhdf5 call, whose failure is a negative result.
@discardableResult
func attempt<Result: SignedInteger>(
  _ call: @autoclosure () -> Result, else error: @autoclosure () -> HDF5Error
) throws(HDF5Error) -> Result {
  silenceErrorPrinting()
  errno = 0
  let result = call()
  let reason = storageReason()
  guard result >= 0 else { throw error().because(of: reason) }
  return result
}

/// Turns off libhdf5's printing of its error stack, a setting that each thread has for itself.
private func silenceErrorPrinting() {
  _ = closesItselfOnly
  _ = H5Eset_auto2(hid_t(H5E_DEFAULT), nil, nil)
}

/// Keeps libhdf5 from closing everything once more at the process's end, set before its first use.
///
/// Each handle closes itself; after a failed write the second time would crash.
private let closesItselfOnly: herr_t = H5dont_atexit()

/// Tells why the system refused storage: libhdf5 has no call that returns this.
///
/// Only these codes count, as libhdf5 leaves harmless ones (a missing plugin folder) in `errno`.
private func storageReason() -> String? {
  let code = errno
  guard [ENOSPC, EDQUOT, EIO, EFBIG, EROFS].contains(code) else { return nil }
  return systemMessage(code)
}

/// The system's words for an `errno` code.
func systemMessage(_ code: Int32) -> String {
  unsafe String(cString: strerror(code))
}
