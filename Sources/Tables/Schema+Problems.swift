extension Schema {
  /// Says what a field of a column had to be and what to do; `column 'age'` stands before it.
  func explain(_ problem: FieldProblem, in column: String) -> String {
    switch problem {
    case .notANumber: explainNumber(column)
    case .notADate:
      "is a date but this field is not one such as 2024-02-29; "
        + "declare the column categorical or list the value under 'missing'"
    case .missingLabel:
      "is the label but this field is missing; remove the record or give its label"
    case .tooManyLevels: explainLevels(column)
    case .unlisted(let group):
      "has a value here that group '\(group)' does not list; add it to the group's values"
    }
  }

  private func explainNumber(_ column: String) -> String {
    if numeric.contains(column) {
      return "is numeric but this field is not a number; "
        + "declare the column categorical or list the value under 'missing'"
    }
    let group = groups.first { $0.column == column && $0.needsNumbers }?.name ?? column
    return "is cut into group '\(group)' but this field is not a number; "
      + "list the group's values instead or list the value under 'missing'"
  }

  private func explainLevels(_ column: String) -> String {
    let count = "has more than \(CategoricalColumn.levelLimit) different values; "
    if column == label { return "is the label but " + count + "name another column as the label" }
    if categorical.contains(column) { return count + "declare the column ignored or numeric" }
    let group = groups.first { $0.column == column && !$0.needsNumbers }?.name ?? column
    return count + "give group '\(group)' cuts or another column"
  }
}
