import CXGBoost
package import SharedLibraries

/// XGBoost as it was found on this machine; once opened it stays open.
package struct XGBoostLibrary: Sendable {
  let handle: UInt
  /// The file.
  package let path: String
  /// The version, such as [3, 2, 0].
  package let version: [Int]

  /// Opens the first library of a search that is new enough.
  ///
  /// - Parameter search: Where to look.
  /// - Throws: `BoostedTreesError` saying how to install it where there is none.
  package init(_ search: SharedLibrarySearch) throws(BoostedTreesError) {
    var refusals: [String] = []
    for path in search.candidates {
      var handle: UInt = 0
      var version: [Int32] = [0, 0, 0]
      if let message = unsafe text(of: rc_xgb_open(path, &handle, &version)) {
        refusals.append("\(path): \(message.prefix(200))")
        continue
      }
      (self.handle, self.path, self.version) = (handle, path, version.map { Int($0) })
      return
    }
    throw BoostedTreesError(
      "XGBoost 1.6 or newer was not found"
        + (refusals.isEmpty ? "" : " (\(refusals.joined(separator: "; ")))")
        + "; install it with 'pip install xgboost' in the active Python environment or Debian's package libxgboost0, or set "
        + "\(search.variable) to the file libxgboost.so")
  }

  /// The version as it is written.
  package var versionText: String { version.map(String.init).joined(separator: ".") }
}

/// Takes over a message of the C layer; nil where there is none.
func text(of message: UnsafeMutablePointer<CChar>?) -> String? {
  guard let message = unsafe message else { return nil }
  defer { unsafe rc_xgb_forget(message) }
  return unsafe String(cString: message)
}
