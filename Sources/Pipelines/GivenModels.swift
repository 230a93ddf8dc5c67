import Auditing
import Foundation
import Models
import Tables
import Tensors

/// Models as far as their numbers were given.
struct GivenModels {
  /// The records without features.
  let records: Records
  /// Which of them are attacked, and which no model saw.
  let rows: GivenRows
  let hasLabels: Bool
  let queryCount: Int
  let targets: [PipelinePass]

  /// How many classes the models tell apart, as far as their numbers or the labels say.
  var classCount: Int {
    let scores = targets.first?.outputs.first?.observation?.statistics[.logProbabilities]
    return scores?.rowLength ?? records.classCount
  }
  let shadows: [ShadowPass]
  let spillFolder: URL?

  /// Records of which no features are known.
  static func records(
    _ name: String, count: Int, labels: [Int32]?, groups: [Group], sources: [Source]
  ) throws -> Records {
    let top = Int(labels?.max() ?? 0)
    guard top < 1_000_000, labels?.allSatisfy({ $0 >= 0 }) ?? true else {
      throw PipelinesError("the labels are no classes from 0; number them so")
    }
    let label =
      labels.map { Categories(codes: $0, names: (0...top).map { "\($0)" }) }
      ?? .notGiven(count: count)
    return try Records(
      Dataset(name: name, features: [], label: label, groups: groups, sources: sources))
  }

  /// Removes the temporary files of a bank that did not fit into memory.
  func removeFiles() {
    // Nothing is lost where it fails: the folder is in the system's temporary one.
    if let spillFolder { try? FileManager.default.removeItem(at: spillFolder) }
  }
}
