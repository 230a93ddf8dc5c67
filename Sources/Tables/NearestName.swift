/// Finds the name that was probably meant.
///
/// Case is ignored; a third of the wanted name's characters may be wrong, and none of one or two.
///
/// - Returns: The first of the nearest names, or nil where none is near.
package func nearestName(to wanted: String, in names: [String]) -> String? {
  let limit = wanted.count / 3
  let distances = names.map { editDistance(wanted.lowercased(), $0.lowercased()) }
  guard let least = distances.min(), least <= limit else { return nil }
  return distances.firstIndex(of: least).map { names[$0] }
}

/// The least number of insertions, deletions and replacements of characters (Levenshtein).
private func editDistance(_ first: String, _ second: String) -> Int {
  let columns = Array(second)
  var row = Array(0...columns.count)
  for (index, character) in first.enumerated() {
    var diagonal = row[0]
    row[0] = index + 1
    for column in columns.indices {
      let replaced = diagonal + (character == columns[column] ? 0 : 1)
      diagonal = row[column + 1]
      row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
    }
  }
  return row[columns.count]
}
