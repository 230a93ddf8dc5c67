import Foundation
import Statistics

/// An experiment on generated records in a folder of its own, removed with the value's owner.
final class TemporaryExperiment {
  let folder: URL

  /// Writes records, suite and experiment; the records' label follows two of three features.
  init(records: Int = 120) throws {
    folder = FileManager.default.temporaryDirectory
      .appending(path: "rollcall-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try write(Self.table(records), to: "records.csv")
    try write(Self.suite, to: "suite.yaml")
    try write(Self.experiment, to: "experiment.yaml")
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  var path: String { folder.appending(path: "experiment.yaml").path }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: folder.appending(path: name))
  }

  /// Changes the experiment, which must hold the text that is replaced.
  func edit(_ old: String, _ new: String, in name: String = "experiment.yaml") throws {
    let file = folder.appending(path: name)
    let text = try String(contentsOf: file, encoding: .utf8)
    precondition(text.contains(old), "'\(old)' is not in \(name)")
    try write(text.replacing(old, with: new), to: name)
  }

  static func table(_ count: Int) -> String {
    var generator = SeededGenerator(seed: 9, label: "generated records")
    var lines = ["income,age,city,vote"]
    for _ in 0..<count {
      let (income, age) = (generator.normal(), 18 + generator.integer(below: 60))
      let city = ["north", "south", "?"][generator.integer(below: 3)]
      let vote = income + 0.02 * Double(age) + generator.normal() > 0.9 ? "yes" : "no"
      lines.append("\(income),\(age),\(city),\(vote)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  static let suite = """
    # Do tests find what they should?
    primary: [m-loss, lira-online]
    baseline: m-loss
    attacks: [m-loss, lira-online, lira-offline-global, coin-flip]
    """

  static let experiment = """
    name: generated
    seed: 7
    data:
      files: [records.csv]
      label: vote
      numeric: [income, age]
      categorical: [city]
      groups:
        age: {column: age, cuts: [40]}
    split: {members: 0.4, nonMembers: 0.4}
    targets: 2
    shadows: {models: 8}
    stages:
      - train: {hidden: [8], epochs: 20, batch: 16, rate: 0.1}
      - identity
    suite: suite.yaml
    """
}
