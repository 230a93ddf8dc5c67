/// Why a column refuses a field; the builder adds the file, the line and the column.
enum FieldProblem: Error {
  case notANumber
  case notADate
  case missingLabel
  case tooManyLevels
  /// The group's `values` have no entry for the field.
  case unlisted(group: String)
}
