/// One key that a reader accepts, for help texts and generated documents.
public struct SettingDescription: Sendable, Equatable {
  /// The key; a key inside a section carries the section's name, as in `target.rounds`.
  public let key: String
  /// What may be written: `integer`, `number`, `one of a, b`, `list of texts`, `section` and so on.
  public let kind: String
  /// The value that holds when the key is absent; `nil` when the key is required.
  public let defaultValue: String?
  /// The allowed values where the kind alone does not say, such as `from 1 to 10`.
  public let range: String?
  /// What the key is for.
  public let meaning: String

  /// Creates the description of one key.
  ///
  /// - Parameters:
  ///   - key: The key with the names of the sections around it.
  ///   - kind: What may be written.
  ///   - defaultValue: The value in its written form; `nil` when the key is required.
  ///   - range: The allowed values, if the kind alone does not say.
  ///   - meaning: What the key is for.
  public init(
    key: String, kind: String, defaultValue: String?, range: String?, meaning: String
  ) {
    self.key = key
    self.kind = kind
    self.defaultValue = defaultValue
    self.range = range
    self.meaning = meaning
  }
}

/// The descriptions that a reader and the readers of its sections leave behind.
///
/// A class, because a section is a value of its own that outlives the call which made it.
final class DescriptionLog {
  var descriptions: [SettingDescription] = []
}
