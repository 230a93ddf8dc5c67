import COnnxRuntime
package import SharedLibraries

/// ONNX Runtime as it was found on this machine; once opened it stays open.
package struct OnnxLibrary: Sendable {
  let handle: UInt
  /// The file.
  package let path: String
  /// The version, such as `1.20.0`.
  package let version: String

  /// Opens the first library of a search that is new enough.
  ///
  /// - Parameter search: Where to look.
  /// - Throws: `OnnxRuntimeError` saying how to install it where there is none.
  package init(_ search: SharedLibrarySearch) throws(OnnxRuntimeError) {
    var refusals: [String] = []
    for path in search.candidates {
      var handle: UInt = 0
      if let message = unsafe text(of: rc_onnx_open(path, &handle)) {
        refusals.append("\(path): \(message.prefix(200))")
        continue
      }
      self.handle = handle
      self.path = path
      version = unsafe String(cString: rc_onnx_version(handle))
      return
    }
    throw OnnxRuntimeError(
      "ONNX Runtime 1.12 or newer was not found"
        + (refusals.isEmpty ? "" : " (\(refusals.joined(separator: "; ")))")
        + "; install it with 'pip install onnxruntime' in the active Python environment, or set "
        + "\(search.variable) to the file libonnxruntime.so")
  }
}

/// Takes over a message of the C layer; nil where there is none.
func text(of message: UnsafeMutablePointer<CChar>?) -> String? {
  guard let message = unsafe message else { return nil }
  defer { unsafe rc_onnx_forget(message) }
  return unsafe String(cString: message)
}
