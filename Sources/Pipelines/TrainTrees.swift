package import Auditing
import BoostedTrees
import Evaluation
import Foundation
import Models
package import Settings
import SharedLibraries
import Statistics
import Tables
import Tensors

/// The stage that trains boosted trees on the members and publishes them; after a release, on the released records instead.
package struct TrainTrees: Stage {
  package static let declaration = Declaration(
    "train-trees", version: 1,
    "trains boosted trees by XGBoost, one thread a model, on the members, or after a release on its records"
  )

  private let plan: Booster.Plan

  package init(_ settings: inout Settings) throws {
    plan = try BoostingSettings(&settings).plan
  }

  /// The version of the library, on which trees depend; empty where there is none.
  static var library: String {
    (try? XGBoostLibrary.ofThisMachine()).map { " XGBoost \($0.versionText)" } ?? ""
  }

  package func apply(to artifact: Artifact, in surroundings: StageContext) throws -> Artifact {
    let context = try surroundings.learning(from: artifact)
    let records = context.records
    let members = context.membership.records(.member)
    guard !members.isEmpty else {
      throw PipelinesError("'train-trees' has no members to train on; raise 'members' in 'split'")
    }
    guard records.classCount >= 2 else {
      throw PipelinesError("'train-trees' needs records of two classes or more")
    }
    let table = Booster.Table(
      values: members.flatMap { records.features.row($0) },
      labels: members.map { records.dataset.label.codes[$0] }, classCount: records.classCount)
    var generator = context.generator("training")
    let booster = try Booster(
      plan, on: table, seed: UInt32(truncatingIfNeeded: generator.next()) >> 1,
      library: try XGBoostLibrary.ofThisMachine())
    return artifact.publishing(
      Artifact.Part(
        "model",
        .model(
          TreesClassifier(
            booster: booster, columns: records.columns, classCount: records.classCount))))
  }
}

/// Boosted trees on the encoded columns of a table.
struct TreesClassifier: TargetModel {
  let booster: Booster
  let columns: [Records.Column]
  let classCount: Int

  func logits(ofRows rows: [Int], of records: Records) throws -> Tensor<Float> {
    guard records.columns == columns else {
      throw AuditingError("the records' columns are not those that the model was trained on")
    }
    let width = booster.scoreCount
    var scalars: [Float] = []
    scalars.reserveCapacity(rows.count * classCount)
    for start in stride(from: 0, to: rows.count, by: 4096) {
      let block = rows[start..<min(start + 4096, rows.count)]
      let margins = try booster.margins(
        block.flatMap { records.features.row($0) }, rows: block.count)
      scalars += width == 1 ? margins.flatMap { [0, $0] } : margins
    }
    return Tensor(shape: [rows.count, classCount], scalars: scalars)
  }
}

extension XGBoostLibrary {
  /// The library that this process's environment leads to.
  fileprivate static func ofThisMachine() throws(BoostedTreesError) -> XGBoostLibrary {
    try XGBoostLibrary(
      SharedLibrarySearch(.xgboost, environment: ProcessInfo.processInfo.environment))
  }
}
