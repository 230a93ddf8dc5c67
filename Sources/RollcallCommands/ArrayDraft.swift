import Tables

/// The records' part of a draft for a file of arrays, proposed from their names, shapes and types.
struct ArrayDraft {
  private let path: String
  private let survey: ArraySurvey

  /// Looks at the arrays without reading their numbers.
  ///
  /// - Throws: An error in one line where the file cannot be read or has no such array of labels.
  init(path: String, labels: String?) throws {
    self.path = path
    survey = try ArraySurvey(path: path, labels: labels)
  }

  /// What the file holds.
  var summary: [String] { survey.lines }

  /// The lines below `data:`.
  var data: String {
    """
      format: arrays
      # Arrays side by side, each 'file' or 'file:name', records x columns; a column of integer codes is 'categorical':
      features: \(reference(survey.features))
      labels: \(reference(survey.labels))
      # names: [age, income]           # of the columns; x1, x2 and so on where none are given
      # categorical: [x1]              # one column for each code
      # numericEncoding: quantiles     # instead of standardised numbers, one column for each of 10 quantile bins
      # classes: [no, yes]             # names of the labels in the order of their values
      # Risk and accuracy are also measured in each group:
      # groups:
      #   age: {column: x1, cuts: [25, 60]}
      #   sex: {array: "groups.npz:sex", values: {0: female, 1: male}}

    """
  }

  private func reference(_ entry: ArraySurvey.Entry?) -> String {
    guard let entry else { return "     # fill in: this cannot be told from the arrays above" }
    let text = quotedYAML(entry.name.isEmpty ? path : "\(path):\(entry.name)")
    let extents = entry.shape.map { "\($0)" }.joined(separator: " x ")
    return "\(text)     # check: \(extents)"
  }
}
