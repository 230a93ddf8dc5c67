/// A name in a settings file, with the settings written beside it.
public struct SettingsEntry: Sendable, Equatable {
  /// The name as written.
  public let name: String
  /// The line of the name.
  public let line: Int
  /// The file in messages.
  public let file: String

  private let pairs: [YAMLValue.Pair]

  init(name: String, line: Int, file: String, pairs: [YAMLValue.Pair]) {
    self.name = name
    self.line = line
    self.file = file
    self.pairs = pairs
  }

  /// Reads an item of a list: a name, or a mapping of one name to its settings.
  init(item: YAMLValue, file: String) throws(Refusal) {
    switch item.content {
    case .scalar(let scalar):
      guard let name = scalar.text else { throw Refusal(found: "nothing") }
      self.init(name: name, line: item.line, file: file, pairs: [])
    case .mapping(let pairs):
      guard let pair = pairs.first, pairs.count == 1 else {
        let advice = pairs.isEmpty ? "" : "; indent the settings deeper than the name"
        throw Refusal(found: "a mapping of \(pairs.count) keys", advice: advice)
      }
      guard let settings = pair.value.pairs else {
        throw Refusal(found: "\(quoted(pair.key)) with \(pair.value.found)")
      }
      self.init(name: pair.key, line: pair.line, file: file, pairs: settings)
    case .list:
      throw Refusal(found: "a list")
    }
  }

  /// Makes a reader of the settings beside the name; the caller must finish it.
  ///
  /// - Returns: A reader of its own, from the start, at every call.
  public func settings() -> Settings {
    Settings(pairs: pairs, file: file, line: line, path: [name])
  }

  /// Forms an error at the line of the name.
  ///
  /// - Parameter message: What is wrong and what to write; see `unknownName(_:_:among:)`.
  /// - Returns: The error, for the caller to throw.
  public func error(_ message: String) -> SettingsError {
    SettingsError(file: file, line: line, message)
  }
}
