import Arrays
import Foundation
import HDF5
import Tensors

/// What a cluster wrote of planned shadow models: checked against the plan, and gathered into one bank.
///
/// Each model's file is `shadow-0000.npz` with `logits` (records x classes), `keep` (records) and `plan` (the plan's
/// fingerprint).
package struct ShadowCollection: Sendable {
  /// A model whose file cannot be taken.
  package struct Fault: Equatable, Sendable {
    /// The model's number.
    package let model: Int
    /// What is wrong, in one line.
    package let problem: String
  }

  /// The numbers of the models that were taken, ascending.
  package private(set) var models: [Int] = []
  /// The numbers of the models that have no file.
  package private(set) var missing: [Int] = []
  /// The models whose files contradict the plan or cannot be read.
  package private(set) var faults: [Fault] = []
  private let plan: ShadowPlan
  private var logits: [Float] = []
  private var classCount: Int?

  /// The most numbers of all models together.
  private static let mostNumbers = 1 << 31

  /// The name of a model's file.
  package static func fileName(_ model: Int) -> String {
    let digits = String(model)
    return "shadow-" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + ".npz"
  }

  /// Reads what is there.
  ///
  /// - Parameters:
  ///   - plan: The plan.
  ///   - folder: The folder of the models' files.
  ///   - progress: Told after each model how many of them were looked for.
  /// - Throws: `PipelinesError` where there is no such folder; `CancellationError`.
  package init(
    _ plan: ShadowPlan, in folder: String, progress: (Int) -> Void
  ) throws {
    self.plan = plan
    guard FileManager.default.fileExists(atPath: folder) else {
      throw PipelinesError(
        "\(folder): no such folder; it is where the training script leaves its files")
    }
    for model in 0..<plan.modelCount {
      try Task.checkCancellation()
      let path = folder + "/" + Self.fileName(model)
      if FileManager.default.fileExists(atPath: path) {
        do {
          try take(model, path)
        } catch {
          faults.append(Fault(model: model, problem: "\(error)"))
        }
      } else {
        missing.append(model)
      }
      progress(model + 1)
    }
  }

  private mutating func take(_ model: Int, _ path: String) throws {
    let name = Self.fileName(model)
    var planned = try ArrayFile(path: path, array: "plan")
    guard try planned.remainingIntegers().map(Int64.init) == [plan.fingerprint] else {
      throw PipelinesError("\(name): is of another plan; train it again by this one")
    }
    var kept = try ArrayFile(path: path, array: "keep")
    let keep = try kept.remainingIntegers()
    guard keep.count == plan.recordCount else {
      throw PipelinesError(
        "\(name): 'keep' has \(keep.count) records and the plan \(plan.recordCount)")
    }
    if let record = keep.indices.first(where: { (keep[$0] != 0) != plan.keep[model][$0] }) {
      throw PipelinesError(
        "\(name): contradicts the plan at record \(record), which the model was "
          + (keep[record] != 0 ? "" : "not ") + "trained on; train it again")
    }
    var scores = try ArrayFile(path: path, array: "logits")
    let shape = scores.shape
    guard shape.count == 2, shape[0] == plan.recordCount, shape[1] >= 2,
      shape[1] == classCount ?? shape[1]
    else {
      throw PipelinesError(
        "\(name): 'logits' has the shape \(shape) where \(plan.recordCount) records x "
          + "\(classCount.map(String.init) ?? "two or more") classes are due")
    }
    guard plan.recordCount * shape[1] * (models.count + 1) <= Self.mostNumbers else {
      throw PipelinesError("\(name): the bank would be too large; collect fewer models or records")
    }
    let values = try scores.remainingFloats().scalars
    if let place = values.firstIndex(where: { !$0.isFinite }) {
      throw PipelinesError(
        "\(name): the scores of record \(place / shape[1]) are not finite; train it again")
    }
    classCount = shape[1]
    logits += values
    models.append(model)
  }

  /// Writes the bank: `logits` (models x records x classes), `keep` (models x records) and `models`, their numbers.
  ///
  /// - Parameter path: The HDF5 file; one that is there is replaced when all is written.
  /// - Throws: `PipelinesError` where fewer than two models were taken; `HDF5Error`.
  package func write(to path: String) throws {
    guard models.count >= 2, let classCount else {
      throw PipelinesError(
        "\(models.count) model(s) were taken, and a bank needs two; "
          + (faults.first.map(\.problem) ?? "let the training script run first"))
    }
    let file = try HDF5Writer(replacing: path)
    try file.write(
      logits, shape: [models.count, plan.recordCount, classCount], at: "logits")
    try file.write(
      models.flatMap { plan.keep[$0] }, shape: [models.count, plan.recordCount], at: "keep")
    try file.write(models.map(Int64.init), shape: [models.count], at: "models")
    try file.commit()
  }
}
