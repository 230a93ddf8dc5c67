/// A value of a YAML text with the line on which it starts.
struct YAMLValue: Sendable, Equatable {
  let line: Int
  let content: Content

  indirect enum Content: Sendable, Equatable {
    case scalar(Scalar)
    case list([YAMLValue])
    case mapping([Pair])
  }

  /// A key and its value, in the order of the text.
  struct Pair: Sendable, Equatable {
    let key: String
    let line: Int
    let value: YAMLValue
  }

  /// What a single value is, judged by how it is written.
  enum Scalar: Sendable, Equatable {
    case nothing
    case boolean(Bool)
    case integer(String)
    case number(String)
    case text(String)
    case quotedText(String)
  }

  /// The pairs of a mapping; a value left empty counts as a mapping without pairs.
  var pairs: [Pair]? {
    switch content {
    case .mapping(let pairs): pairs
    case .scalar(.nothing): []
    default: nil
    }
  }

  var scalar: Scalar? {
    guard case .scalar(let scalar) = content else { return nil }
    return scalar
  }

  /// What the value is, in the words of an error message.
  var found: String {
    switch content {
    case .list: "a list"
    case .mapping: "a mapping"
    case .scalar(let scalar): scalar.found
    }
  }
}

extension YAMLValue.Scalar {
  /// Judges a plain scalar.
  ///
  /// Only `true` and `false` are booleans. A leading zero, a hexadecimal number and digits grouped
  /// by underscores make a text: readers of YAML do not agree on their value.
  init(plain text: String) {
    switch text {
    case "", "~", "null", "Null", "NULL": self = .nothing
    case "true": self = .boolean(true)
    case "false": self = .boolean(false)
    default:
      if text.wholeMatch(of: /[-+]?(0|[1-9][0-9]*)/) != nil {
        self = .integer(text)
      } else if Self.isNumber(text) {
        self = .number(text)
      } else {
        self = .text(text)
      }
    }
  }

  private static func isNumber(_ text: String) -> Bool {
    let decimal = /[-+]?((0|[1-9][0-9]*)(\.[0-9]+)?|\.[0-9]+)([eE][-+]?[0-9]+)?/
    let special = /[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)/
    return text.wholeMatch(of: decimal) != nil || text.wholeMatch(of: special) != nil
  }

  /// The characters of the value; `nil` when it was left empty.
  var text: String? {
    switch self {
    case .nothing: nil
    case .boolean(let value): String(value)
    case .integer(let text), .number(let text), .text(let text), .quotedText(let text): text
    }
  }

  var found: String {
    switch self {
    case .nothing: "nothing"
    case .boolean: "true or false"
    case .integer: "an integer"
    case .number: "a number"
    case .text: "text"
    case .quotedText: "text in quotes"
    }
  }
}
