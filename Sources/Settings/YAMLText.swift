internal import Yams

/// A YAML text with its name, read into values that remember their lines.
struct YAMLText {
  /// The most bytes that a settings file may hold.
  static let byteLimit = 1 << 20

  let text: String
  let file: String

  /// Reads the only document of the text; `nil` when the text holds none.
  func root() throws(SettingsError) -> YAMLValue? {
    let size = text.utf8.count
    guard size <= Self.byteLimit else {
      throw error(1, "the text holds \(size) bytes; at most \(Self.byteLimit) are allowed")
    }
    if let line = lineOfAlias { throw anchorError(line) }
    let parser: Parser
    let node: Node?
    do {
      // The rules for scalars are ours, so the parser resolves none.
      parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
      node = try parser.singleRoot()
    } catch let failure as YamlError {
      throw syntaxError(failure)
    } catch {
      throw self.error(1, "not valid YAML: \(error)")
    }
    // Nodes refer weakly to their anchors, which the parser owns.
    defer { withExtendedLifetime(parser) {} }
    guard let node else { return nil }
    return try value(of: node)
  }

  private func value(of node: Node) throws(SettingsError) -> YAMLValue {
    let line = node.mark?.line ?? 1
    guard node.anchor == nil else { throw anchorError(line) }
    switch node {
    case .scalar(let scalar):
      try refuseTag(scalar.tag, line)
      return YAMLValue(line: line, content: .scalar(Self.scalar(of: scalar)))
    case .sequence(let sequence):
      try refuseTag(sequence.tag, line)
      var items: [YAMLValue] = []
      for item in sequence { items.append(try value(of: item)) }
      return YAMLValue(line: line, content: .list(items))
    case .mapping(let mapping):
      try refuseTag(mapping.tag, line)
      return YAMLValue(line: line, content: .mapping(try pairs(of: mapping)))
    case .alias:
      throw anchorError(line)
    }
  }

  private func pairs(of mapping: Node.Mapping) throws(SettingsError) -> [YAMLValue.Pair] {
    var pairs: [YAMLValue.Pair] = []
    for (key, content) in mapping {
      let line = key.mark?.line ?? 1
      guard let name = key.scalar?.string else { throw error(line, "a key must be a single text") }
      // Comparing the keys has resolved their tags, so that plain and quoted keys look the same.
      _ = try value(of: key)
      pairs.append(YAMLValue.Pair(key: name, line: line, value: try value(of: content)))
    }
    return pairs
  }

  private static func scalar(of scalar: Node.Scalar) -> YAMLValue.Scalar {
    let isPlain = scalar.style == .plain && scalar.tag.rawValue.isEmpty
    return isPlain ? .init(plain: scalar.string) : .quotedText(scalar.string)
  }

  /// Refuses what is tagged in the text; the parser itself tags quoted text and keys as `str`.
  private func refuseTag(_ tag: Tag, _ line: Int) throws(SettingsError) {
    guard ["", Tag.Name.str.rawValue].contains(tag.rawValue) else {
      throw error(line, "tags are not supported; remove \(quoted(tag.rawValue))")
    }
  }

  func anchorError(_ line: Int) -> SettingsError {
    error(line, "anchors and aliases are not supported; write the value out")
  }

  func error(_ line: Int, _ message: String) -> SettingsError {
    SettingsError(file: file, line: line, message)
  }
}
