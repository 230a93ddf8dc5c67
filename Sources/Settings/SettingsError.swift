/// What is wrong with a settings file, where, and what may be written instead.
///
/// The message is one line and starts with `FILE:LINE: `.
public struct SettingsError: Error, Equatable, CustomStringConvertible, Sendable {
  /// The whole message.
  public let description: String

  init(file: String, line: Int, _ message: String) {
    description = "\(file):\(line): \(message)"
  }
}
