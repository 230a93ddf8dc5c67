import Auditing
import HDF5
package import Unlearning

/// The areas behind an evaluation of forgetting step by step, as a file that h5py opens.
///
/// At the root `rates`, and `fates`: runs x candidates, -1 where never seen, 0 where it stays, else the step in which it is forgotten. A
/// group for each way of generating, with a group for each step from 0, with a dataset `auc/GROUP/ATTACK` of runs.
package enum StepFile {
  /// Raised when a name or a shape changes.
  static let formatVersion = 1

  /// Writes the file.
  ///
  /// - Parameters:
  ///   - evaluation: What came out.
  ///   - evidence: What models said.
  ///   - path: The file, which is replaced.
  /// - Throws: An error in one line where the disk is full or the folder cannot be written.
  package static func write(
    _ evaluation: StepEvaluation, of evidence: StepEvidence, to path: String
  ) throws {
    let file = try HDF5Writer(replacing: path)
    try file.setAttribute("formatVersion", of: "/", to: formatVersion)
    try file.write(evidence.rates, shape: [evidence.rates.count], at: "rates")
    let (runs, count) = (evidence.fates.count, evidence.fates.first?.count ?? 0)
    try file.write(
      evidence.fates.flatMap { $0.map { Int64($0 ?? -1) } }, shape: [runs, count], at: "fates")
    for (arm, given) in zip(evaluation.arms, evidence.arms) {
      for (number, step) in arm.steps.enumerated() {
        let place = "generators/\(arm.name)/\(number)"
        for finding in step.findings {
          try file.write(
            finding.areas, shape: [runs],
            at: "\(place)/auc/\(finding.group.rawValue)/\(finding.attack.rawValue)")
        }
        let losses = given.runs.map { $0[number].losses }
        try file.write(
          losses.flatMap { $0.flatMap(\.self) }, shape: [runs, count, losses[0][0].count],
          at: "\(place)/losses")
      }
    }
    try file.commit()
  }
}
