import Arrays
import Foundation

/// What a look at a file of arrays tells, from which an experiment can be proposed.
package struct ArraySurvey: Equatable, Sendable {
  /// One array of numbers.
  package struct Entry: Equatable, Sendable {
    /// The array's name; empty in an NPY file, which has no names.
    package let name: String
    /// The array's extents.
    package let shape: [Int]
    /// Whether it holds integers or truth values.
    let isDiscrete: Bool

    /// The last component of the name, in lower-case words.
    fileprivate var words: Set<Substring> {
      let last = name.split(separator: "/").last.map { $0.lowercased() } ?? ""
      return Set(last.split { !$0.isLetter && !$0.isNumber })
    }
  }

  private static let featureNames: Set<Substring> = [
    "x", "features", "feature", "data", "inputs", "input", "records",
  ]
  private static let labelNames: Set<Substring> = [
    "y", "labels", "label", "targets", "target", "classes", "class", "outcome",
  ]
  private static let trainingNames: Set<Substring> = ["train", "training"]

  /// A line for each array: its name, type and shape, or why it cannot be read.
  package let lines: [String]
  /// The array that probably holds the features; nil where that cannot be told.
  package let features: Entry?
  /// The array that probably holds the labels; nil where that cannot be told.
  package let labels: Entry?

  /// Says whether a file's name is one of a file of arrays.
  package static func covers(_ path: String) -> Bool {
    ["npy", "npz", "h5", "hdf5"].contains(URL(filePath: path).pathExtension.lowercased())
  }

  /// Lists the arrays of a file without reading their numbers, and guesses what they are.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - wanted: The array of labels, where it is known.
  /// - Throws: `ArraysError` where the file is damaged or of another format; `TablesError` where it has no such array.
  package init(path: String, labels wanted: String? = nil) throws {
    let contents = try ArrayFile.contents(ofFileAt: path)
    lines =
      contents.entries.map(\.description) + (contents.isComplete ? [] : ["and more, not listed"])
    let entries = contents.entries.compactMap(Entry.init)
    if let wanted, !entries.contains(where: { $0.name == wanted }) {
      throw TablesError(
        URL(filePath: path).lastPathComponent,
        "no array '\(wanted)' for the labels; the file holds " + lines.joined(separator: ", "))
    }
    let features = Self.only(
      entries.filter { $0.shape.count == 2 && $0.name != wanted }, named: Self.featureNames)
    self.features = features
    let candidates = entries.filter {
      $0.shape.count == 1 && $0.shape[0] == features?.shape[0] ?? $0.shape[0]
    }
    labels =
      if let wanted {
        entries.first { $0.name == wanted }
      } else {
        Self.only(candidates.filter { !$0.name.isEmpty }, named: Self.labelNames)
      }
  }

  /// The one array with a telling name, the one of these that is for training, or the only array at all.
  private static func only(_ entries: [Entry], named names: Set<Substring>) -> Entry? {
    let telling = entries.filter { !$0.words.isDisjoint(with: names) }
    let training = telling.filter { !$0.words.isDisjoint(with: trainingNames) }
    if telling.count == 1 { return telling[0] }
    if training.count == 1 { return training[0] }
    guard telling.isEmpty, entries.count == 1 else { return nil }
    return entries[0].shape.count == 2 || entries[0].isDiscrete ? entries[0] : nil
  }
}

extension ArraySurvey.Entry {
  fileprivate init?(_ entry: ArrayContents.Entry) {
    guard case .array(let shape, let type) = entry.content else { return nil }
    self.init(
      name: entry.name, shape: shape, isDiscrete: !type.rawValue.hasPrefix("float"))
  }
}
