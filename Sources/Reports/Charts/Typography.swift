/// The text sizes of charts and the room that text takes.
///
/// Widths are estimates from above, so that a layout does not depend on the machine's fonts.
enum Typography {
  static let title = Drawing.TextStyle(size: 14, color: Palette.ink, weight: .bold)
  static let axisTitle = Drawing.TextStyle(size: 12, color: Palette.ink)
  static let upwardAxisTitle = Drawing.TextStyle(size: 12, color: Palette.ink, rotation: .upward)
  static let tick = Drawing.TextStyle(size: 11, color: Palette.quietInk)
  static let label = Drawing.TextStyle(size: 11, color: Palette.ink)

  /// The distance from a baseline up to the middle of digits and capitals, as a share of the size.
  static let middle = 0.36
  /// The distance between baselines, as a share of the size.
  static let leading = 1.3
}

/// Estimates from above the width of text in DejaVu Sans, by classes of characters.
///
/// - Returns: The width in points of the whole string on one line.
package func estimatedWidth(_ string: String, _ style: Drawing.TextStyle) -> Double {
  let ems = string.reduce(0) { $0 + estimatedEms($1) }
  return ems * style.size * (style.weight == .bold ? 1.15 : 1)
}

private func estimatedEms(_ character: Character) -> Double {
  guard character.isASCII else {
    let isEastAsian = character.unicodeScalars.contains { $0.value >= 0x1100 && $0.value < 0x2000 }
    let isWide = isEastAsian || character.unicodeScalars.contains { $0.value >= 0x2E80 }
    return isWide || character == "…" ? 1.02 : 0.85
  }
  if " .,:;'|/\\-ijlIJ".contains(character) { return 0.365 }
  if "frt()[]!`".contains(character) { return 0.43 }
  if "mwMW%@+=<>~#&".contains(character) { return 1.0 }
  if "cksvxyz".contains(character) { return 0.595 }
  return character.isUppercase ? 0.79 : 0.64
}

/// Shortens text to a width by taking out its middle, because names often differ at the end.
func shortened(_ string: String, to width: Double, _ style: Drawing.TextStyle) -> String {
  guard estimatedWidth(string, style) > width else { return string }
  let characters = Array(string)
  // No character is narrower than 0.4 em, so that a longer head would be tried in vain.
  var kept = min(characters.count - 1, Int(max(0, width) / (0.4 * style.size)))
  while kept > 0 {
    let head = String(characters.prefix((kept + 1) / 2))
    let candidate = head + "…" + String(characters.suffix(kept / 2))
    if estimatedWidth(candidate, style) <= width { return candidate }
    kept -= 1
  }
  return "…"
}

/// Breaks text into lines of a width, at spaces and after hyphens, slashes and underscores.
///
/// - Parameters:
///   - string: The text; each run of white space counts as one space.
///   - width: The room of a line in points.
///   - style: How the text will look.
///   - limit: The largest count of lines, at least one; the last one is shortened to fit.
/// - Returns: No line for text without visible characters.
func wrapped(
  _ string: String, to width: Double, _ style: Drawing.TextStyle, limit: Int
) -> [String] {
  var lines: [String] = []
  for piece in pieces(of: string) {
    let extended = (lines.last ?? "") + piece
    let fits = estimatedWidth(trimmed(extended), style) <= width
    if let last = lines.indices.last, fits || lines.count == limit {
      lines[last] = extended
    } else {
      lines.append(piece)
    }
  }
  return lines.map { shortened(trimmed($0), to: width, style) }
}

/// The parts of a text between which a line may end, each with the character that allows it.
private func pieces(of string: String) -> [String] {
  let text = string.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  var pieces: [String] = []
  var current = ""
  for character in text {
    current.append(character)
    if " -/_".contains(character) {
      pieces.append(current)
      current = ""
    }
  }
  return current.isEmpty ? pieces : pieces + [current]
}

private func trimmed(_ line: String) -> String {
  line.hasSuffix(" ") ? String(line.dropLast()) : line
}
