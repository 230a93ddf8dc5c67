/// Which columns two tables do not share, in one line for whoever has to make them agree.
package struct ColumnAgreement: Equatable, Sendable {
  /// The columns that only the reference has, in its order.
  package let absent: [String]
  /// The columns that only the other table has, in its order.
  package let additional: [String]

  /// Compares names; the order of columns does not matter.
  ///
  /// - Parameters:
  ///   - names: The columns of a table.
  ///   - reference: The columns that it should have.
  package init(_ names: [String], with reference: [String]) {
    let (known, wanted) = (Set(names), Set(reference))
    absent = reference.filter { !known.contains($0) }
    additional = names.filter { !wanted.contains($0) }
  }

  /// What differs and what to do; nil where nothing does.
  ///
  /// - Parameter reference: What the reference is called.
  /// - Returns: One line without the table's own name.
  package func problem(reference: String) -> String? {
    guard !absent.isEmpty || !additional.isEmpty else { return nil }
    var parts: [String] = []
    if !absent.isEmpty { parts.append("has no \(Self.list(absent)), which \(reference) has") }
    if !additional.isEmpty {
      let subject = absent.isEmpty ? "has " : "and has "
      parts.append(subject + Self.list(additional) + ", which \(reference) lacks")
    }
    let near = absent.lazy.compactMap { name in
      nearestName(to: name, in: additional).map { "is '\($0)' meant as '\(name)'?" }
    }.first
    return parts.joined(separator: " ") + "; "
      + (near ?? "give both tables the same columns, in any order")
  }

  /// At most so many names are listed.
  private static let listLimit = 10

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(listLimit).map { "'\($0)'" }.joined(separator: ", ")
    let rest = names.count - listLimit
    return (names.count == 1 ? "column " : "columns ") + shown
      + (rest > 0 ? " and \(rest) more" : "")
  }
}
