import Auditing
import HDF5
import Statistics
package import Unlearning

/// The scores behind an evaluation of forgetting, as a file that h5py opens.
///
/// A group for each method, `retrain` and `original` among them, with a dataset `scores/ATTACK` of runs x candidates and `epsilons` of the
/// candidates' forgetting scores (NaN where none could be had); `forgotten` at the root says what each run forgot.
package enum ForgettingFile {
  /// Raised when a name or a shape changes.
  static let formatVersion = 1

  /// Writes the file.
  ///
  /// - Parameters:
  ///   - evaluation: What came out.
  ///   - rows: The records by what happened to them.
  ///   - path: The file, which is replaced.
  /// - Throws: An error in one line where the disk is full or the folder cannot be written.
  package static func write(
    _ evaluation: ForgettingEvaluation, rows: ForgettingEvidence.Rows, to path: String
  ) throws {
    let file = try HDF5Writer(replacing: path)
    try file.setAttribute("formatVersion", of: "/", to: formatVersion)
    let count = rows.candidates.count
    try file.write(rows.candidates.map(Int64.init), shape: [count], at: "candidates")
    try file.write(
      rows.wasForgotten.flatMap(\.self), shape: [rows.wasForgotten.count, count], at: "forgotten")
    let all = (evaluation.before.map { [$0] } ?? []) + [evaluation.retrained] + evaluation.methods
    for row in all {
      let group = row.name.replacing("/", with: "-")
      for attack in row.attacks where !attack.scores.isEmpty {
        try file.write(
          attack.scores.flatMap(\.values), shape: [attack.scores.count, count],
          at: "methods/\(group)/scores/\(attack.attack.rawValue)")
      }
      if let score = row.score {
        try file.write(
          score.epsilons.map { $0 ?? .nan }, shape: [score.epsilons.count],
          at: "methods/\(group)/epsilons")
      }
    }
    try file.commit()
  }
}
