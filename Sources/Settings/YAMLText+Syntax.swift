internal import Yams

extension YAMLText {
  /// The line of an alias whose anchor is in the text, judged by the letters alone.
  ///
  /// The parser compares keys as it builds them, and a key made of nested aliases would take it
  /// exponential time. Whatever could be an alias is therefore refused before parsing; the same
  /// name after both `&` and `*` in a comment or a quoted text is refused with it.
  var lineOfAlias: Int? {
    var anchors: Set<[UInt8]> = []
    var aliases: [(name: [UInt8], line: Int)] = []
    var line = 1
    var previous = UInt8(ascii: " ")
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      let startsToken = !Self.isNameByte(previous)
      if startsToken, byte == UInt8(ascii: "&") {
        anchors.insert(Array(rest.prefix(while: Self.isNameByte)))
      } else if startsToken, byte == UInt8(ascii: "*") {
        aliases.append((Array(rest.prefix(while: Self.isNameByte)), line))
      } else if byte == UInt8(ascii: "\n") {
        line += 1
      }
      previous = byte
    }
    return aliases.first { !$0.name.isEmpty && anchors.contains($0.name) }?.line
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }

  /// Puts a failure of the parser on one line.
  func syntaxError(_ failure: YamlError) -> SettingsError {
    switch failure {
    case .scanner(let context, let problem, let mark, _),
      .parser(let context, let problem, let mark, _):
      return syntaxError(problem, context?.text, mark.line)
    case .composer(_, "but found another document", let mark, _):
      return error(mark.line, "expected one YAML document, but another starts here")
    case .composer(let context, let problem, let mark, _):
      return syntaxError(problem, context?.text, mark.line)
    case .duplicatedKeysInMapping(let keys, let context):
      let name = quoted(keys.first ?? "")
      return error(context.mark.line, "key \(name) is written more than once in one mapping")
    case .reader(let problem, let offset, _, _):
      let line = 1 + text.prefix(offset ?? 0).count(where: \.isNewline)
      return error(line, "not valid YAML: \(problem)")
    default:
      return error(1, "not valid YAML: \(failure)")
    }
  }

  private func syntaxError(_ problem: String, _ context: String?, _ line: Int) -> SettingsError {
    if problem.hasPrefix("Maximum nesting level") {
      return error(line, "not valid YAML: lists and mappings are nested too deep")
    }
    let lines = text.split(separator: "\n", maxSplits: line, omittingEmptySubsequences: false)
    let indent = lines.dropFirst(line - 1).first?.prefix { $0 == " " || $0 == "\t" } ?? ""
    let advice = indent.contains("\t") ? "; indent with spaces, not tabs" : ""
    let place = context.map { " " + $0 } ?? ""
    return error(line, "not valid YAML: \(problem)\(place)\(advice)")
  }
}
