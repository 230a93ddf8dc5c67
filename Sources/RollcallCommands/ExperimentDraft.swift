import Foundation
import Tables

/// A commented experiment for a file of records, proposed from a look at it.
struct ExperimentDraft {
  private let path: String
  /// What the file holds, in one line or a list of lines.
  private let summary: [String]
  /// The lines below `data:`, each with its line end.
  private let data: String

  /// Proposes an experiment.
  ///
  /// - Parameters:
  ///   - path: A CSV file or a file of arrays, told apart by the name.
  ///   - label: The column or array of labels; nil leaves the guess to the draft.
  /// - Throws: An error in one line where the file cannot be read or has no such label.
  init(path: String, label: String?) throws {
    self.path = URL(filePath: path).standardizedFileURL.path
    if ArraySurvey.covers(path) {
      let draft = try ArrayDraft(path: self.path, labels: label)
      (summary, data) = (draft.summary, draft.data)
    } else {
      let draft = try TableDraft(path: self.path, label: label)
      (summary, data) = (draft.summary, draft.data)
    }
  }

  /// The experiment's text.
  var text: String {
    let file = URL(filePath: path)
    let contents =
      summary.count == 1
      ? " \(summary[0])." : "\n" + summary.map { "#   \($0)" }.joined(separator: "\n")
    return """
      # An audit of a model trained on \(quotedYAML(file.lastPathComponent)):\(contents)
      # Proposed from a look at the file. Check the lines marked 'check', then: rollcall run FILE --out FOLDER
      name: \(quotedYAML(file.deletingPathExtension().lastPathComponent))
      seed: 1                          # everything random follows from it
      data:
      \(data)split: {members: 0.4, nonMembers: 0.4}   # the rest is seen by no model
      targets: 3                       # numbers vary between trainings; more targets show how much
      shadows: {models: 64}
      stages:
        - train: {hidden: [64], activation: tanh, epochs: 30, batch: 64, optimizer: sgd, rate: 0.05}   # check: as your model is trained
      suite: suite.yaml

      """
  }
}
