import Foundation
public import Settings

/// Where an experiment's records come from: files of one format, and what they mean.
public protocol RecordSource: Sendable {
  /// The name by which experiments and lists refer to the format.
  static var name: String { get }
  /// One sentence on what is read.
  static var summary: String { get }
  /// What the columns mean, by which synthetic records are grouped and written.
  var roles: ColumnRoles { get }

  /// Reads the files' names and meaning from settings.
  ///
  /// - Parameter settings: The experiment's `data` mapping.
  /// - Throws: `SettingsError` naming the line of a value that is not allowed.
  init(_ settings: inout Settings) throws

  /// Reads the dataset.
  ///
  /// - Parameters:
  ///   - folder: The folder that relative file names start from.
  ///   - name: The dataset's name.
  /// - Returns: The dataset.
  /// - Throws: An error in one line that says in which file and where something is wrong.
  func read(relativeTo folder: String, name: String) throws -> Dataset
}

/// The path of a file that an experiment names, relative to its folder or absolute.
package func path(of file: String, relativeTo folder: String) -> String {
  file.hasPrefix("/") ? file : URL(filePath: folder).appending(path: file).path
}
