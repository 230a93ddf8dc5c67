import HDF5

/// What every run file says of itself, whatever version its layout is of.
package struct RunHeader: Equatable, Sendable {
  /// The version of the layout.
  package let formatVersion: Int
  /// The name and version of the program that wrote it; empty where the layout has none.
  package let tool: String
  /// The experiment's name; empty where the layout has none.
  package let name: String

  /// Whether this program reads the file.
  package var isReadable: Bool { formatVersion == RunLayout.formatVersion }

  /// Reads the header of a run file.
  ///
  /// - Parameter path: The file.
  /// - Throws: `HDF5Error` or `ResultsError` where the file is no run file of any version.
  package init(path: String) throws {
    let file = try HDF5Reader(path: path)
    guard try file.text(attribute: "format", of: "/") == RunLayout.format else {
      throw ResultsError(description: "\(path): an HDF5 file, but not a run of rollcall")
    }
    formatVersion = try file.integer(attribute: "formatVersion", of: "/")
    // Later layouts may call these otherwise; what is missing does not make the file unlisted.
    tool = (try? file.text(attribute: "tool", of: "/")) ?? ""
    name = (try? file.text(attribute: "name", of: "/")) ?? ""
  }
}
