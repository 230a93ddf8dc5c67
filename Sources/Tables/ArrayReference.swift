import Foundation

/// An array as an experiment names it: `file`, or `file:name` for one of several arrays in a file.
package struct ArrayReference: Sendable, Equatable {
  /// The file's path.
  package let path: String
  /// The array's name in the file; nil where the file is to hold only one.
  package let array: String?

  /// Takes a reference apart at a colon.
  ///
  /// The file is the longest beginning of the text, up to its end or to a colon, that is a file: names of files may hold
  /// colons as well. Where there is none, the first colon separates.
  ///
  /// - Parameters:
  ///   - text: `file` or `file:name`.
  ///   - folder: The folder that a relative file name starts from.
  package init(_ text: String, relativeTo folder: String) {
    let colons = text.indices.filter { text[$0] == ":" }
    for end in [text.endIndex] + colons.reversed() {
      let path = Tables.path(of: String(text[..<end]), relativeTo: folder)
      guard Self.isFile(path) else { continue }
      self.init(path: path, array: Self.name(in: text, after: end))
      return
    }
    let end = colons.first ?? text.endIndex
    self.init(
      path: Tables.path(of: String(text[..<end]), relativeTo: folder),
      array: Self.name(in: text, after: end))
  }

  /// Names a folder, which holds no arrays, whatever colons its name has.
  ///
  /// - Parameter path: The folder's path.
  package init(folder path: String) {
    self.init(path: path, array: nil)
  }

  private init(path: String, array: String?) {
    self.path = path
    self.array = array
  }

  /// What messages start with.
  package var place: String {
    URL(filePath: path).lastPathComponent + (array.map { ":\($0)" } ?? "")
  }

  private static func name(in text: String, after end: String.Index) -> String? {
    end < text.endIndex ? String(text[text.index(after: end)...]) : nil
  }

  private static func isFile(_ path: String) -> Bool {
    let resolved = URL(filePath: path).resolvingSymlinksInPath().path
    // What cannot be asked about is no file either, and opening it tells why.
    let attributes = try? FileManager.default.attributesOfItem(atPath: resolved)
    return attributes?[.type] as? FileAttributeType == .typeRegular
  }
}
