import Foundation
import Tables

/// A commented experiment for a file, proposed from a look at its columns.
struct ExperimentDraft {
  /// Column names that usually say what is to be predicted.
  private static let labelNames: Set = ["label", "class", "target", "outcome", "y", "income"]
  /// Parts of column names that usually mark people's groups.
  private static let groupNames = [
    "sex", "gender", "race", "ethnic", "age", "nationality", "religion",
  ]

  let path: String
  let survey: TableSurvey
  let label: String

  /// Proposes an experiment.
  ///
  /// - Throws: `Failure` where the label is no column of the file.
  init(path: String, survey: TableSurvey, label: String?) throws {
    self.path = URL(filePath: path).standardizedFileURL.path
    self.survey = survey
    let names = survey.columns.map(\.name)
    if let label, !names.contains(label) {
      throw OutputFolder.Failure(
        description: "\(path): no column '\(label)' for the label; the columns are "
          + names.map { "'\($0)'" }.joined(separator: ", "))
    }
    let usual = names.last { Self.labelNames.contains($0.lowercased()) }
    self.label = label ?? usual ?? names[names.count - 1]
  }

  /// The experiment's text.
  var text: String {
    let name = URL(filePath: path).deletingPathExtension().lastPathComponent
    return """
      # An audit of a model trained on \(quoted(URL(filePath: path).lastPathComponent)): \(survey.recordCount) records, \(survey.columns.count) columns.
      # Proposed from a look at the file. Check the lines marked 'check', then: rollcall run FILE --out FOLDER
      name: \(quoted(name))
      seed: 1                          # everything random follows from it
      data:
        files: [\(quoted(path))]
      \(header)\(delimiter)  label: \(quoted(label))\(labelNote)
        # Standardised on the training records:
        numeric: [\(list(numeric))]
        # One column for each level:
        categorical: [\(list(categorical))]
        # Left out, check: identifiers and columns with too many levels say who a record is, not what it is like.
        ignore: [\(list(ignored))]
        missing: [\(survey.missing.map(quoted).joined(separator: ", "))]     # besides the empty field
      \(groups)split: {members: 0.4, nonMembers: 0.4}   # the rest is seen by no model
      targets: 3                       # numbers vary between trainings; more targets show how much
      shadows: {models: 64}
      stages:
        - train: {hidden: [64], activation: tanh, epochs: 30, batch: 64, optimizer: sgd, rate: 0.05}   # check: as your model is trained
      suite: suite.yaml

      """
  }

  private var header: String {
    guard !survey.hasHeader else { return "" }
    let names = survey.columns.map { quoted($0.name) }.joined(separator: ", ")
    return
      "  # The first line looks like a record, so the columns need names, check:\n  names: [\(names)]\n"
  }

  private var delimiter: String {
    guard survey.delimiter != UInt8(ascii: ",") else { return "" }
    let character = String(UnicodeScalar(survey.delimiter))
    return "  delimiter: \(character == "\t" ? "\"\\t\"" : quoted(character))\n"
  }

  private var labelNote: String {
    let column = survey.columns.first { $0.name == label }
    return "     # check: \(column?.distinctCount ?? 0) classes"
  }

  private var features: [TableSurvey.Column] { survey.columns.filter { $0.name != label } }

  /// Values that are nearly all different, or too many to be levels, or no values at all.
  private func isIgnored(_ column: TableSurvey.Column) -> Bool {
    let present = survey.recordCount - column.missingCount
    guard present > 0 else { return true }
    let isUnique = column.distinctCount == present && survey.recordCount > 20
    let isNamedID = column.name.lowercased().hasSuffix("id")
    if column.isNumeric { return isUnique && isNamedID }
    return isUnique || column.distinctCount > 1000 || 2 * column.distinctCount > present
  }

  private var numeric: [TableSurvey.Column] { features.filter { !isIgnored($0) && $0.isNumeric } }
  private var categorical: [TableSurvey.Column] {
    features.filter { !isIgnored($0) && !$0.isNumeric }
  }
  private var ignored: [TableSurvey.Column] { features.filter(isIgnored) }

  private var groups: String {
    let found = (numeric + categorical).filter { column in
      let words = column.name.lowercased().split { !$0.isLetter }
      return words.contains { word in Self.groupNames.contains { word.hasPrefix($0) } }
    }
    guard !found.isEmpty else { return "" }
    let lines = found.map { column in
      column.isNumeric && column.distinctCount > 10
        ? "    \(quoted(column.name)): {column: \(quoted(column.name)), cuts: [25, 60]}   # check the cuts"
        : "    \(quoted(column.name)): {column: \(quoted(column.name))}"
    }
    return "  # Risk and accuracy are also measured in each of these, check:\n  groups:\n"
      + lines.joined(separator: "\n") + "\n"
  }

  private func list(_ columns: [TableSurvey.Column]) -> String {
    columns.map { quoted($0.name) }.joined(separator: ", ")
  }

  /// A text as YAML reads it back, quoted where it could mean anything else.
  private func quoted(_ text: String) -> String {
    let isPlain =
      text.first?.isLetter == true
      && text.allSatisfy {
        $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-")
      }
    let reserved: Set = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
    guard !isPlain || reserved.contains(text.lowercased()) else { return text }
    let inner = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      .replacing("\n", with: "\\n").replacing("\t", with: "\\t").replacing("\r", with: "\\r")
    return "\"\(inner)\""
  }
}
