extension Settings {
  /// Reads a mapping of names to single values.
  ///
  /// - Parameters:
  ///   - key: The key; when it is absent the mapping is empty.
  ///   - meaning: What the values are for.
  /// - Returns: The pairs in the order of the text, each value as it is written.
  /// - Throws: `SettingsError` when it is not a mapping, or a value is empty or not single.
  public mutating func textMap(
    _ key: String, _ meaning: String
  ) throws(SettingsError) -> [(String, String)] {
    let phrase = "a mapping of names to texts"
    note(key, kind: "mapping of texts", default: "{}", meaning)
    var texts: [(String, String)] = []
    for pair in try mapping(key, phrase) {
      guard let text = pair.value.scalar?.text else {
        let found = "\(pair.value.found) in \(quoted(pair.key))"
        throw refusal(key, phrase, Refusal(found: found, line: pair.line))
      }
      texts.append((pair.key, text))
    }
    return texts
  }

  /// Reads a nested mapping, which its own reader must finish.
  ///
  /// - Parameters:
  ///   - key: The key; when it is absent the mapping is empty.
  ///   - meaning: What the section is for.
  /// - Returns: The reader of the nested mapping.
  /// - Throws: `SettingsError` when it is not a mapping.
  public mutating func section(
    _ key: String, _ meaning: String
  ) throws(SettingsError) -> Settings {
    note(key, kind: "section", default: "{}", meaning)
    let pairs = try mapping(key, "a mapping of keys to values")
    return Settings(
      pairs: pairs, file: file, line: lines[key] ?? line, path: path + [key], log: log)
  }

  /// Reads a list whose items are a name, or a name with settings: `name` or `name: {settings}`.
  ///
  /// - Parameters:
  ///   - key: The key.
  ///   - meaning: What the list is for.
  ///   - required: Whether the list must be there and hold an item.
  /// - Returns: The entries in the order of the text; none while a reader is being described.
  /// - Throws: `SettingsError` when it is not a list, or at the first item of another form.
  public mutating func entries(
    _ key: String, _ meaning: String, required: Bool
  ) throws(SettingsError) -> [SettingsEntry] {
    let phrase = "a list of names, each alone or as 'name: {settings}'"
    note(key, kind: "list of names with settings", default: required ? nil : "[]", meaning)
    guard let pair = take(key) else {
      if required, log == nil { throw missing(key, phrase) }
      return []
    }
    guard case .list(let items) = pair.value.content else {
      throw refusal(key, phrase, Refusal(found: pair.value.found))
    }
    guard !required || !items.isEmpty else {
      throw refusal(key, phrase, Refusal(found: "an empty list"))
    }
    var entries: [SettingsEntry] = []
    for (index, item) in items.enumerated() {
      do {
        entries.append(try SettingsEntry(item: item, file: file))
      } catch {
        let found = "\(error.found) in item \(index + 1)"
        throw refusal(key, phrase, Refusal(found: found, line: item.line, advice: error.advice))
      }
    }
    return entries
  }

  /// Reads a mapping of names to mappings, such as `groups: {sex: {column: 9}}`.
  ///
  /// - Parameters:
  ///   - key: The key; when it is absent there are no entries.
  ///   - meaning: What the sections are for.
  /// - Returns: The entries in the order of the text; none while a reader is being described.
  /// - Throws: `SettingsError` when it, or the value of a name, is not a mapping.
  public mutating func sections(
    _ key: String, _ meaning: String
  ) throws(SettingsError) -> [SettingsEntry] {
    let phrase = "a mapping of names to settings"
    note(key, kind: "mapping of names to settings", default: "{}", meaning)
    var entries: [SettingsEntry] = []
    for pair in try mapping(key, phrase) {
      guard let settings = pair.value.pairs else {
        let found = "\(pair.value.found) in \(quoted(pair.key))"
        throw refusal(key, phrase, Refusal(found: found, line: pair.line))
      }
      let place = SettingsEntry(name: pair.key, line: pair.line, file: file, pairs: settings)
      entries.append(place)
    }
    return entries
  }

  /// The pairs of the mapping at a key; none when the key is absent or left empty.
  private mutating func mapping(
    _ key: String, _ phrase: String
  ) throws(SettingsError) -> [YAMLValue.Pair] {
    guard let pair = take(key) else { return [] }
    guard let pairs = pair.value.pairs else {
      throw refusal(key, phrase, Refusal(found: pair.value.found))
    }
    return pairs
  }
}
