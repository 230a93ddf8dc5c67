/// A table that cannot be read: in which file and line, what is wrong and what to do.
///
/// The message names columns, lines and counts and never the value of a field: records are private.
public struct TablesError: Error, Equatable, CustomStringConvertible, Sendable {
  /// The last component of the file's path, or the data set's name where no single file is at
  /// fault.
  public let place: String
  /// The line of the file, counted from 1, where one is at fault.
  public let line: Int?
  /// What is wrong and what to do about it.
  public let message: String

  init(_ place: String, line: Int? = nil, _ message: String) {
    self.place = place
    self.line = line
    self.message = message
  }

  /// One line of the form `adult.data:4711: what is wrong; what to do`.
  public var description: String {
    if let line { "\(place):\(line): \(message)" } else { "\(place): \(message)" }
  }
}
