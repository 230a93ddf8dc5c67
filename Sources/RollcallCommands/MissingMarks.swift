import Tables

/// Marks for missing values among numbers, such as `N` where a question was not asked, in files of one kind of record.
///
/// A text is a mark where several records of the first file have it among the numbers of a column that holds no other text, and where it is
/// nowhere a level beside other texts: `N` beside `Y` is an answer, and a single `12O` an error.
struct MissingMarks {
  /// Fewer numbers than this beside a mark are codes.
  private static let leastNumbers = 11
  /// Fewer records than this with a text among numbers are errors.
  private static let leastRecords = 5

  /// The surveys, with the marks read as missing values.
  let surveys: [TableSurvey]
  /// The marks.
  let marks: [String]

  private let numeric: [String]

  /// Finds the marks.
  ///
  /// - Parameters:
  ///   - surveys: What is known of each file, first of one of members.
  ///   - ignored: Columns that are left out.
  ///   - label: The column to predict, in which a mark is a class.
  init(_ surveys: [TableSurvey], leavingOut ignored: [String], label: String?) {
    let columns = surveys.flatMap(\.columns).filter { !ignored.contains($0.name) }
    let counted = columns.filter { $0.distinctCount > Self.leastNumbers }
    let proposed = (surveys.first?.columns ?? []).filter {
      $0.distinctCount > Self.leastNumbers && $0.loneTextCount >= Self.leastRecords
    }
    let marks = Set(proposed.compactMap(\.loneText)).filter { mark in
      columns.allSatisfy { column in
        !column.texts.contains(mark) || column.texts == [mark] && column.name != label
      }
    }
    let isMarked = { (column: TableSurvey.Column) in column.loneText.map(marks.contains) ?? false }
    let numeric = Set(counted.filter { $0.isNumeric || isMarked($0) }.map(\.name))
    self.surveys = surveys.map { survey in
      survey.mappingColumns { column in
        guard let mark = column.loneText, isMarked(column) else { return column }
        return column.readingAsMissing(mark, isNumeric: numeric.contains(column.name))
      }
    }
    self.marks = marks.sorted()
    self.numeric = numeric.intersection(columns.filter(isMarked).map(\.name)).sorted()
  }

  /// What was decided without being asked.
  var notes: [String] {
    guard !marks.isEmpty else { return [] }
    let texts = marks.map { "'\($0)'" }.joined(separator: ", ")
    return [
      "\(texts) is read as missing, being the only text among the numbers of \(numeric.joined(separator: ", "))"
    ]
  }
}
