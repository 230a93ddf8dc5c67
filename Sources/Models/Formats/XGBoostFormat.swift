import BoostedTrees
import Foundation
package import Settings
import SharedLibraries
import Tables
import Tensors

/// Boosted trees that XGBoost saved.
package struct XGBoostFormat: ModelFormat {
  package static let name = "xgboost"
  package static let summary =
    "boosted trees that XGBoost saved as JSON or UBJSON, asked by its own library, which is found when the program runs"

  private let path: String
  private let threads: Int

  package init(_ settings: inout Settings) throws {
    path = try settings.text("path", "the model's file, .json or .ubj, relative to the experiment")
    threads = try settings.integer(
      "threads", default: 0, in: 0...1024, "threads of one batch; 0 for those of the command")
  }

  package func open(_ surroundings: ModelSurroundings) async throws -> any ModelSession {
    let file = try surroundings.modelFile(path)
    guard let bytes = FileManager.default.contents(atPath: file) else {
      throw ModelsError("\(path): cannot be read; check its permissions")
    }
    let library = try XGBoostLibrary(
      SharedLibrarySearch(.xgboost, environment: surroundings.environment))
    let booster = try Booster(
      bytes, name: path, library: library, threads: threads > 0 ? threads : surroundings.threads)
    let width = surroundings.view.width(surroundings.records)
    guard booster.featureCount == width else {
      throw ModelsError(
        "\(path): takes \(booster.featureCount) columns and 'features: \(surroundings.view.name)' gives \(width); set "
          + "'features', or leave columns out of the data")
    }
    return BoosterSession(booster: booster)
  }
}

/// Boosted trees that answer batches.
struct BoosterSession: ModelSession {
  let booster: Booster

  func answer(_ batch: ModelBatch) async throws -> ModelAnswer {
    let margins = try booster.margins(batch.singles(), rows: batch.count)
    return ModelAnswer(
      Tensor(shape: [batch.count, booster.scoreCount], scalars: margins), kind: .logits)
  }
}
