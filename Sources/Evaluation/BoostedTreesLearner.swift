package import Auditing
import BoostedTrees
import Foundation
package import Settings
import SharedLibraries
package import Statistics
package import Tensors

/// Boosted trees by XGBoost, which must be installed; therefore not among the learners of every audit.
package struct BoostedTreesLearner: Learner {
  package static let declaration = Declaration(
    "boosted-trees", version: 1, "boosted trees by XGBoost, one thread a model")

  private let plan: Booster.Plan

  package init(_ settings: inout Settings) throws {
    plan = try BoostingSettings(&settings).plan
  }

  package var isSeeded: Bool { true }

  package func probabilities(
    learningFrom training: LabelledDesign, of records: Tensor<Double>,
    using generator: inout SeededGenerator
  ) throws -> Tensor<Double> {
    let classes = training.classCount
    let booster = try Booster(
      plan,
      on: Booster.Table(
        values: training.features.scalars.map { Float($0) }, labels: training.labels,
        classCount: classes),
      seed: UInt32(truncatingIfNeeded: generator.next()) >> 1,
      library: try XGBoostLibrary(
        SharedLibrarySearch(.xgboost, environment: ProcessInfo.processInfo.environment)))
    let margins = try booster.margins(
      records.scalars.map { Float($0) }, rows: records.rowCount)
    let width = booster.scoreCount
    var scalars: [Double] = []
    scalars.reserveCapacity(records.rowCount * classes)
    for record in 0..<records.rowCount {
      let own = margins[record * width..<(record + 1) * width].map(Double.init)
      let scores = width == 1 ? [0, own[0]] : own
      let greatest = scores.max() ?? 0
      let powers = scores.map { exp($0 - greatest) }
      let total = powers.reduce(0, +)
      scalars += powers.map { $0 / total }
    }
    return Tensor(shape: [records.rowCount, classes], scalars: scalars)
  }
}
