import Auditing
import Foundation
import Results
import Tables
import Tensors

extension ModelAudit {
  /// Reference models as far as they were given.
  struct GivenReferences {
    var shadows: [ShadowPass] = []
    var sources: [Source] = []
    var folder: URL?

    /// Removes the temporary files of a bank that did not fit into memory.
    func removeFiles() {
      // Nothing is lost where it fails: the folder is in the system's temporary one.
      if let folder { try? FileManager.default.removeItem(at: folder) }
    }
  }

  /// Reads the reference models that the settings name.
  func references(_ plan: Plan, classes: Int) throws -> GivenReferences {
    guard let named = experiment.knowledge.references else { return GivenReferences() }
    let arrays = GivenArrays(folder: experiment.head.folder)
    let keep = try arrays.truthRows(named.keep)
    guard keep[0].count == plan.records.count else {
      throw PipelinesError(
        "'keep' has \(keep[0].count) records where the data has \(plan.records.count)")
    }
    try plan.rows.checkUnseen(
      by: keep.enumerated().map { ("reference model \($0)", $1) })
    let values = try GivenSource(
      named.scores, in: arrays, modelsFirst: true, isPerClass: true)
    guard values.modelShape.last == classes else {
      throw PipelinesError(
        "\(named.scores) has \(values.modelShape.last ?? 0) classes where the target has \(classes); collect the scores "
          + "of the same classes in the same order")
    }
    let numbers = GivenNumbers(
      .logits, labels: plan.records.dataset.label.codes, rows: plan.rows)
    let passes = try GivenPasses.Reading(numbers: numbers, bankMemory: surroundings.bankMemory)
      .read(values, nil, modelCount: keep.count, targets: 0)
    let assignment = experiment.knowledge.assignment.membership
    return GivenReferences(
      shadows: try zip(keep, passes.shadows).map { row, values in
        ShadowPass(
          membership: try plan.rows.membership(row, assignment: assignment), stages: [values])
      },
      sources: try describeFiles(
        [named.scores, named.keep].map {
          ArrayReference($0, relativeTo: experiment.head.folder).path
        }, recordCount: plan.records.count), folder: passes.folder)
  }
}
