import Foundation
package import Tables

/// Where a set of images is, with what the first look at it tells.
package struct ImageLocation: Sendable {
  /// The file or folder, and the array in it where one is named.
  package let reference: ArrayReference
  /// Whether it is a folder.
  package let isFolder: Bool
  /// The first bytes of the file, unpacked; none of a folder.
  let start: [UInt8]
  /// The size of the file as it stands on the disk.
  let byteCount: Int
  /// How the axes of arrays are arranged.
  let layout: ImageLayout

  /// Looks at a file or folder.
  ///
  /// - Parameters:
  ///   - text: A folder, a file, or `file:name` for one of several arrays in a file.
  ///   - folder: The folder that a relative name starts from.
  ///   - layout: How the axes of arrays are arranged.
  /// - Throws: `TablesError` where there is none or it cannot be read.
  package init(_ text: String, relativeTo folder: String, layout: ImageLayout = .auto) throws {
    self.layout = layout
    let whole = path(of: text, relativeTo: folder)
    var isFolder: ObjCBool = false
    _ = unsafe FileManager.default.fileExists(atPath: whole, isDirectory: &isFolder)
    self.isFolder = isFolder.boolValue
    guard !self.isFolder else {
      reference = ArrayReference(folder: whole)
      (start, byteCount) = ([], 0)
      return
    }
    reference = ArrayReference(text, relativeTo: folder)
    var file = try SourceFile(path: reference.path)
    start = try file.nextBlock(size: 16) ?? []
    try file.skipToEnd()
    byteCount = file.source(recordCount: 0).byteCount
  }

  /// What messages start with.
  var place: String { reference.place }
}
