/// A text as YAML reads it back, quoted where it could mean anything else.
func quotedYAML(_ text: String) -> String {
  let isPlain =
    text.first?.isLetter == true
    && text.allSatisfy {
      $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-")
    }
  let reserved: Set = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
  guard !isPlain || reserved.contains(text.lowercased()) else { return text }
  let inner = text.unicodeScalars.map { scalar in
    switch scalar {
    case "\\", "\"": "\\\(scalar)"
    case _ where mustBeEscaped(scalar):
      "\\U" + String(repeating: "0", count: 8 - hexadecimal(scalar).count) + hexadecimal(scalar)
    default: String(scalar)
    }
  }.joined()
  return "\"\(inner)\""
}

private func hexadecimal(_ scalar: Unicode.Scalar) -> String { String(scalar.value, radix: 16) }

/// Names in files may hold what ends a line of YAML or cannot stand in one.
private func mustBeEscaped(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: true
  default: false
  }
}
