package import Auditing
package import Settings
import Statistics

/// Random labels for the forgotten records, learned by the parameters that matter most to them.
///
/// Fan et al. 2024: the mask keeps the share of parameters with the largest |gradient of CE(forgotten)|; each epoch learns random
/// labels on the forgotten records, any class as likely as another and drawn once, then the true ones on the others.
package struct SalUn: Unlearner {
  package static let declaration = Declaration(
    "salun", version: 1,
    "learns random labels for the forgotten records in the parameters that matter most to them")

  private let plan: DescentPlan
  private let saliency: Double

  package init(_ settings: inout Settings) throws {
    plan = try DescentPlan(&settings, epochs: 10, rate: 0.05)
    saliency = try settings.number(
      "saliency", default: 0.5, in: 0.0001...1, "share of parameters that may change")
  }

  package func forget(_ request: UnlearningRequest) async throws -> UnlearnedModel {
    let model = try request.differentiable(for: Self.name)
    var descent = Descent(model, plan, method: Self.name)
    descent.mask = try await mask(of: model, request)
    var generator = request.generator(Self.name)
    var noisy = request.labels
    for row in request.forgotten {
      noisy[row] = Int32(generator.integer(below: model.classCount))
    }
    for _ in 0..<plan.epochs {
      for part in [request.forgotten, request.retained] {
        for batch in descent.batches(of: part, using: &generator) {
          try await descent.step(records: batch.count) {
            try await $0.crossEntropyGradient(ofRows: batch, labels: noisy)
          }
        }
      }
    }
    return UnlearnedModel(
      descent.model, recordPasses: descent.recordPasses + request.forgotten.count,
      recordsRead: request.retained.count + request.forgotten.count)
  }

  /// Which parameters may change; of equal saliencies those that come first.
  private func mask(
    of model: any DifferentiableClassifier, _ request: UnlearningRequest
  ) async throws -> [Bool] {
    let gradient = try await meanGradient(
      of: model, rows: request.forgotten, labels: request.labels)
    let count = max(1, Int((saliency * Double(gradient.count)).rounded()))
    let order = gradient.indices.sorted {
      (-abs(gradient[$0]), $0) < (-abs(gradient[$1]), $1)
    }
    var mask = Array(repeating: false, count: gradient.count)
    for place in order.prefix(count) { mask[place] = true }
    return mask
  }
}

/// The gradient of the mean cross-entropy of many records, block by block.
///
/// - Parameters:
///   - model: The model.
///   - rows: The records, at least one.
///   - labels: The class of every record of the dataset.
/// - Returns: One number for each parameter.
/// - Throws: What the model throws; `CancellationError`.
func meanGradient(
  of model: any DifferentiableClassifier, rows: [Int], labels: [Int32]
) async throws -> [Float] {
  var sum = Array(repeating: 0.0, count: model.parameters.count)
  for start in stride(from: 0, to: rows.count, by: 512) {
    try Task.checkCancellation()
    let block = Array(rows[start..<min(start + 512, rows.count)])
    let gradient = try await model.crossEntropyGradient(ofRows: block, labels: labels)
    let share = Double(block.count) / Double(rows.count)
    for (place, slope) in gradient.enumerated() { sum[place] += share * Double(slope) }
  }
  return sum.map(Float.init)
}
