import Arrays
import Foundation
import Pipelines
import Statistics

/// What a cluster would have written of planned models.
enum ShadowFiles {
  /// Writes files of models whose scores are higher where they saw a record.
  static func write(_ plan: ShadowPlan, models: [Int], to folder: URL) throws {
    for model in models {
      try write(
        folder, model, keep: plan.keep[model], logits: logits(plan, model),
        fingerprint: plan.fingerprint)
    }
  }

  static func logits(_ plan: ShadowPlan, _ model: Int) -> [Float] {
    var generator = SeededGenerator(seed: 5, label: "shadow \(model)")
    return plan.keep[model].flatMap { [0, Float(generator.normal()) + ($0 ? 1 : 0)] }
  }

  static func write(
    _ folder: URL, _ model: Int, keep: [Bool], logits: [Float], fingerprint: Int64
  ) throws {
    var archive = NPZWriter()
    let count = keep.count
    try archive.add("logits", NPYWriter(logits, shape: [count, logits.count / count]))
    try archive.add("keep", NPYWriter(keep, shape: [count]))
    try archive.add("plan", NPYWriter([fingerprint], shape: [1]))
    try Data(archive.bytes).write(
      to: folder.appending(path: ShadowCollection.fileName(model)))
  }
}
