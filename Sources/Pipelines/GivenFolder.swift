import Foundation
import Tables

/// One model of a folder of experiments, as Carlini et al.'s code leaves them: `keep.npy`, and numbers in `scores/` or `logits/`.
struct GivenFolder {
  /// The folder's name.
  let name: String
  /// The name of the folder in it that holds the numbers.
  let part: String
  /// The file of truth values: which records the model saw.
  let keep: String
  /// The file of the model's numbers, the last by name: names count epochs.
  let values: String

  /// Orders names by the numbers in them, 9 before 10, then letter by letter.
  private static func isBefore(_ first: String, _ second: String) -> Bool {
    switch first.compare(second, options: .numeric) {
    case .orderedAscending: true
    case .orderedDescending: false
    case .orderedSame: first < second
    }
  }

  /// Lists the models of a folder by name.
  ///
  /// - Parameters:
  ///   - directory: The folder that holds one folder for each model.
  ///   - values: The name of the folder in each that holds its numbers.
  /// - Returns: Two models or more.
  /// - Throws: `PipelinesError` naming what is missing.
  static func all(in directory: String, values: String) throws -> [GivenFolder] {
    let files = FileManager.default
    guard let names = try? files.contentsOfDirectory(atPath: directory) else {
      throw PipelinesError("\(directory): no such folder")
    }
    let models = try names.sorted(by: isBefore).compactMap { name -> GivenFolder? in
      let folder = "\(directory)/\(name)"
      guard files.fileExists(atPath: "\(folder)/keep.npy") else { return nil }
      let found = (try? files.contentsOfDirectory(atPath: "\(folder)/\(values)")) ?? []
      guard let last = found.filter({ $0.hasSuffix(".npy") }).max(by: isBefore) else {
        throw PipelinesError(
          "\(name) has 'keep.npy' but no .npy file in '\(values)'; say in 'values' what the folder is called"
        )
      }
      return GivenFolder(
        name: name, part: values, keep: "\(folder)/keep.npy", values: "\(folder)/\(values)/\(last)")
    }
    guard models.count >= 2 else {
      throw PipelinesError(
        "\(directory): \(models.count) folder(s) with a 'keep.npy' where at least 2 are needed")
    }
    return models
  }
}
