import Foundation

/// Text that came from a user, made safe to stand in Markdown.
///
/// - Parameter text: Any text.
/// - Returns: The text on one line with everything escaped that Markdown or HTML would act on.
func escaped(_ text: String) -> String {
  var result = ""
  for character in text {
    switch character {
    case "\\", "`", "*", "_", "{", "}", "[", "]", "<", ">", "(", ")", "#", "+", "!", "|", "~", "&":
      result += "\\\(character)"
    case _ where character.isNewline: result += " "
    default: result.append(character)
    }
  }
  return result
}

/// A table of Markdown.
///
/// - Parameters:
///   - header: The cells of the first row.
///   - rows: The cells of the other rows.
/// - Returns: The table, without a line break at its end.
func markdownTable(_ header: [String], _ rows: [[String]]) -> String {
  let line = { (cells: [String]) in "| " + cells.joined(separator: " | ") + " |" }
  let rule = line(header.map { _ in "---" })
  return ([line(header), rule] + rows.map(line)).joined(separator: "\n")
}

/// A number with a fixed count of decimals.
func decimal(_ value: Double, _ places: Int = 3) -> String {
  String(format: "%.\(places)f", value)
}

/// A fraction in percent.
func percent(_ value: Double, _ places: Int = 1) -> String {
  String(format: "%.\(places)f %%", value * 100)
}

/// A p-value, bounded below by what the normal approximation can be trusted with.
func pValue(_ value: Double) -> String {
  value < 1e-6 ? "p < 0.000001" : "p = \(String(format: value < 0.001 ? "%.6f" : "%.3f", value))"
}
