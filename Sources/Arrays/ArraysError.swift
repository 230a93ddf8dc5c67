/// One failure of reading an array from a file, told in one line.
package struct ArraysError: Error, Equatable, CustomStringConvertible, Sendable {
  /// The last component of the file's path.
  package let file: String
  /// The array inside the file, where the failure is about one of several.
  package let array: String?
  /// What is wrong, and what to do.
  package let problem: String

  /// The line `file: 'array' problem`; names from the file are shortened and made printable.
  package var description: String {
    guard let array else { return "\(printable(file)): \(problem)" }
    return "\(printable(file)): '\(printable(array))' \(problem)"
  }
}

/// The file, and the array in it, that a failure is about.
struct ArrayPlace: Equatable, Sendable {
  let file: String
  var array: String?

  func failure(_ problem: String) -> ArraysError {
    ArraysError(file: file, array: array, problem: problem)
  }

  /// The same file with an array in it.
  func of(_ array: String) -> ArrayPlace {
    ArrayPlace(file: file, array: array)
  }
}

/// A name from a file in the form for messages: at most 80 characters, none of them invisible.
func printable(_ name: String) -> String {
  var text = ""
  for (index, scalar) in name.unicodeScalars.enumerated() {
    guard index < 80 else { return text + "…" }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate,
      .unassigned:
      text += "\\u{\(String(scalar.value, radix: 16))}"
    default: text.unicodeScalars.append(scalar)
    }
  }
  return text
}

/// Some names in the form for messages, at most 20 of them.
func listing(_ names: [String]) -> String {
  let shown = names.prefix(20).map(printable).joined(separator: ", ")
  return names.count > 20 ? "\(shown) and \(names.count - 20) more" : shown
}
