/// A strict reader of one YAML mapping that removes each key as it is read.
///
/// A part reads its keys in order, each call giving key, default, range and meaning on one line;
/// `finish()` then refuses whatever was not asked for:
///
/// ```swift
/// init(_ settings: inout Settings) throws {
///   rounds = try settings.integer("rounds", default: 64, in: 2...1000, "shadow models to train")
///   ratio = try settings.number("ratio", default: 0.5, in: 0...1, "share of members")
/// }
/// ```
///
/// Values are judged as they are written: text in quotes is never a number, `64.0` and `1e3` are
/// not integers, and only `true` and `false` are booleans. Anchors, aliases and tags are refused.
public struct Settings: ~Copyable {
  let file: String
  /// The line where the mapping, or the key that would hold it, stands.
  let line: Int
  /// The names of the sections around the mapping; empty at the root.
  let path: [String]
  /// Where the readings are noted while a reader is being described.
  let log: DescriptionLog?

  private var unread: [YAMLValue.Pair]
  let lines: [String: Int]
  private var knownKeys: [String] = []

  /// Reads the mapping at the root of a YAML text.
  ///
  /// - Parameters:
  ///   - yaml: The text, of at most 1 MiB; an empty one is an empty mapping.
  ///   - file: The name of the text in messages.
  /// - Throws: `SettingsError` when the text is not YAML, its root is not a mapping, a key is
  ///   written twice, or it uses anchors, aliases or tags.
  public init(yaml: String, file: String) throws(SettingsError) {
    let text = YAMLText(text: yaml, file: file)
    let root = try text.root() ?? YAMLValue(line: 1, content: .mapping([]))
    guard let pairs = root.pairs else {
      throw text.error(
        root.line, "the root must be a mapping of keys to values, found \(root.found)")
    }
    self.init(pairs: pairs, file: file, line: root.line, path: [])
  }

  init(
    pairs: [YAMLValue.Pair], file: String, line: Int, path: [String], log: DescriptionLog? = nil
  ) {
    self.file = file
    self.line = line
    self.path = path
    self.log = log
    unread = pairs
    lines = Dictionary(pairs.map { ($0.key, $0.line) }) { first, _ in first }
  }

  /// Says whether the key is written in the mapping, read or not.
  ///
  /// - Parameter key: The key to look for.
  /// - Returns: True if the mapping holds the key.
  public func has(_ key: String) -> Bool { lines[key] != nil }

  /// Forms an error for a check that the caller makes on values it has read.
  ///
  /// - Parameters:
  ///   - key: The key at fault; its line is named even when the key has been read.
  ///   - message: What is wrong and what to write; the file and the line are put before it.
  /// - Returns: The error, for the caller to throw.
  public func error(_ key: String, _ message: String) -> SettingsError {
    SettingsError(file: file, line: lines[key] ?? line, message)
  }

  /// Ends the reading and refuses the keys that nobody has read.
  ///
  /// - Throws: `SettingsError` at the first unread key, naming the nearest key that was read, or
  ///   all of them.
  public consuming func finish() throws(SettingsError) {
    guard let pair = unread.first else { return }
    throw error(pair.key, unknownName("key", pair.key, among: knownKeys))
  }

  /// Whether a key is there that has not been read yet.
  ///
  /// - Parameter key: The key.
  /// - Returns: True where it is.
  public func holds(_ key: String) -> Bool { unread.contains { $0.key == key } }

  /// Removes the key and returns its pair, if it is written.
  mutating func take(_ key: String) -> YAMLValue.Pair? {
    knownKeys.append(key)
    return unread.firstIndex { $0.key == key }.map { unread.remove(at: $0) }
  }

  /// Reads one value of a kind; the fallback holds when the key is absent.
  mutating func value<Value>(
    _ key: String, _ kind: SettingKind<Value>, default fallback: Value?, _ meaning: String
  ) throws(SettingsError) -> Value {
    if let fallback {
      precondition(
        kind.accepts(fallback), "default \(fallback) of '\(key)' is not \(kind.phrase)")
    }
    let shown = fallback.map(kind.show)
    note(key, kind: kind.name, default: shown, range: kind.range, meaning)
    guard let pair = take(key) else {
      if let fallback { return fallback }
      if log != nil { return kind.placeholder }
      throw missing(key, kind.phrase)
    }
    do {
      return try kind.parse(pair.value)
    } catch {
      throw refusal(key, kind.phrase, error)
    }
  }

  /// Notes a reading while a reader is being described.
  func note(
    _ key: String, kind: String, default fallback: String?, range: String? = nil, _ meaning: String
  ) {
    let name = (path + [key]).joined(separator: ".")
    log?.descriptions.append(
      SettingDescription(
        key: name, kind: kind, defaultValue: fallback, range: range, meaning: meaning))
  }

  func missing(_ key: String, _ phrase: String) -> SettingsError {
    let place = path.isEmpty ? "" : " in '" + path.joined(separator: ".") + "'"
    return error(key, "'\(key)' is missing\(place); it must be \(phrase)")
  }

  func refusal(_ key: String, _ phrase: String, _ refusal: Refusal) -> SettingsError {
    let message = "'\(key)' must be \(phrase), found \(refusal.found)\(refusal.advice)"
    return SettingsError(file: file, line: refusal.line ?? lines[key] ?? line, message)
  }
}
