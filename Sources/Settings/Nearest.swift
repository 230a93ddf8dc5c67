/// Finds the name that was probably meant.
///
/// The distance counts insertions, deletions, substitutions and swaps of neighbours and ignores
/// case. It may be a third of the name's length, at least 1 and at most 3.
///
/// - Parameters:
///   - name: The name as written.
///   - known: The names to choose from; the first of equally near ones wins.
/// - Returns: The nearest name, or `nil` when none is near.
public func nearest(_ name: String, among known: [String]) -> String? {
  let written = Array(name.lowercased().unicodeScalars)
  var limit = min(3, max(1, written.count / 3))
  var best: String?
  for candidate in known {
    let letters = Array(candidate.lowercased().unicodeScalars)
    guard abs(letters.count - written.count) <= limit else { continue }
    let distance = editDistance(written, letters)
    guard distance <= limit, distance < max(written.count, letters.count) else { continue }
    best = candidate
    limit = distance - 1
  }
  return best
}

/// Forms the message about a name that is not in a list.
///
/// - Parameters:
///   - kind: What is named, a noun whose plural takes an s: `attack`.
///   - name: The name as written.
///   - known: The names that exist.
/// - Returns: `unknown attack 'lyra'; did you mean 'lira'?`, or the known names when none is near.
public func unknownName(_ kind: String, _ name: String, among known: [String]) -> String {
  "unknown \(kind) \(quoted(name))" + suggestion(for: name, among: known, plural: kind + "s")
}

/// The part of a message that offers the nearest name, or else all of them.
func suggestion(for name: String, among known: [String], plural: String) -> String {
  if let near = nearest(name, among: known) { return "; did you mean '\(near)'?" }
  guard !known.isEmpty else { return "; there are no known \(plural) here" }
  return "; known \(plural): " + known.joined(separator: ", ")
}

/// A written value in quotes, on one line and not too long for a message.
func quoted(_ text: String) -> String {
  let shown = text.prefix(60).map { $0.isNewline ? " " : String($0) }.joined()
  return shown.utf8.count < text.utf8.count ? "'\(shown)…'" : "'\(shown)'"
}

/// The optimal string alignment distance of two names.
private func editDistance(_ first: [Unicode.Scalar], _ second: [Unicode.Scalar]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...second.count)
  for row in first.indices {
    var current = [row + 1]
    for column in second.indices {
      let change = last[column] + (first[row] == second[column] ? 0 : 1)
      var distance = min(change, last[column + 1] + 1, current[column] + 1)
      if row > 0, column > 0, first[row] == second[column - 1], first[row - 1] == second[column] {
        distance = min(distance, beforeLast[column - 1] + 1)
      }
      current.append(distance)
    }
    (beforeLast, last) = (last, current)
  }
  return last[second.count]
}
