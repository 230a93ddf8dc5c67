package import Auditing
package import Settings

/// A student that leaves its teacher on the forgotten records and follows it on the others.
///
/// Kurmanji et al. 2023: in each of the first `maximumEpochs` epochs a pass over the forgotten records raises
/// T^2 KL(teacher || student); every epoch ends with a pass over the others that lowers gamma CE + alpha T^2 KL. The teacher
/// is the model before unlearning.
package struct SCRUB: Unlearner {
  package static let declaration = Declaration(
    "scrub", version: 1,
    "a student leaves the model on the forgotten records and follows it on the others")

  private let plan: DescentPlan
  private let maximumEpochs: Int
  private let temperature: Float
  private let weights: (label: Float, teacher: Float)

  package init(_ settings: inout Settings) throws {
    plan = try DescentPlan(&settings, epochs: 10, rate: 0.002, rule: .adam)
    maximumEpochs = try settings.integer(
      "maximumEpochs", default: 3, in: 0...100_000,
      "first epochs that begin with a pass over the forgotten records")
    temperature = Float(
      try settings.number("temperature", default: 2, in: 0.01...100, "of the softmax"))
    weights = (
      Float(try settings.number("gamma", default: 1, in: 0...1000, "weight of the labels")),
      Float(try settings.number("alpha", default: 0.5, in: 0...1000, "weight of the teacher"))
    )
  }

  package func forget(_ request: UnlearningRequest) async throws -> UnlearnedModel {
    let teacher = try request.differentiable(for: Self.name)
    var descent = Descent(teacher, plan, method: Self.name)
    var generator = request.generator(Self.name)
    for epoch in 0..<plan.epochs {
      if epoch < maximumEpochs {
        for batch in descent.batches(of: request.forgotten, using: &generator) {
          try await leave(teacher, batch, &descent)
        }
      }
      for batch in descent.batches(of: request.retained, using: &generator) {
        try await follow(teacher, batch, labels: request.labels, &descent)
      }
    }
    return UnlearnedModel(
      descent.model, recordPasses: descent.recordPasses,
      recordsRead: request.retained.count + request.forgotten.count)
  }

  private func leave(
    _ teacher: any DifferentiableClassifier, _ batch: [Int], _ descent: inout Descent
  ) async throws {
    let wanted = try teacher.logits(ofRows: batch)
    try await descent.step(records: batch.count) { student in
      try await student.parameterGradient(ofRows: batch) {
        LogitLoss.distillation($0, teacher: wanted, temperature: temperature)
      }.map { -$0 }
    }
  }

  private func follow(
    _ teacher: any DifferentiableClassifier, _ batch: [Int], labels: [Int32],
    _ descent: inout Descent
  ) async throws {
    let wanted = try teacher.logits(ofRows: batch)
    let classes = batch.map { labels[$0] }
    try await descent.step(records: batch.count) { student in
      try await student.parameterGradient(ofRows: batch) { logits in
        LogitLoss.sum(
          LogitLoss.crossEntropy(logits, labels: classes), times: weights.label,
          LogitLoss.distillation(logits, teacher: wanted, temperature: temperature),
          times: weights.teacher)
      }
    }
  }
}
