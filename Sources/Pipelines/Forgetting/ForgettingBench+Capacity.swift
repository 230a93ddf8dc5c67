import Statistics
import Tables
import Unlearning

extension ForgettingBench {
  /// Measures the deletion capacity of each method on models of all retained and candidate records.
  ///
  /// The excess is the mean loss on test records after forgetting less that before: the model before stands in for the best one, so
  /// that what is measured is what forgetting costs.
  ///
  /// - Returns: For each method what was measured; none where no sizes are asked for.
  /// - Throws: An error in one line where training fails, or more records are to be deleted than there are candidates.
  func capacities() async throws -> [(name: String, steps: [DeletionCapacity.Step])] {
    guard let largest = plan.capacity.sizes.last else { return [] }
    guard largest <= candidates.rows.count else {
      throw PipelinesError(
        "'sizes' of 'capacity' asks for \(largest) of \(candidates.rows.count) candidates; lower it, or raise 'candidates'"
      )
    }
    let training = try plan.training.training(of: records, labels: candidates.labels)
    let members = (candidates.retained + candidates.rows).sorted()
    var originals: [(model: any RowClassifier, loss: Double)] = []
    for repetition in 0..<plan.capacity.repetitions {
      try Task.checkCancellation()
      var generator = SeededGenerator(
        seed: plan.seed, label: "unlearning/capacity \(repetition)/original")
      let model = try await training.trained(onRows: members, using: &generator)
      originals.append((model: model, loss: try testLoss(model)))
    }
    var capacities: [(name: String, steps: [DeletionCapacity.Step])] = []
    for method in plan.methods {
      let steps = try await DeletionCapacity.measured(
        sizes: plan.capacity.sizes, repetitions: plan.capacity.repetitions
      ) { size, repetition in
        var generator = SeededGenerator(
          seed: plan.seed, label: "unlearning/capacity \(repetition)/records")
        let places = generator.permutation(candidates.rows.count).prefix(size)
        let request = try UnlearningRequest(
          forgetting: places.map { candidates.rows[$0] }, of: members,
          by: (originals[repetition].model, training), labels: candidates.labels,
          stream: (plan.seed, "unlearning/capacity \(repetition)/\(method.label)"))
        return try await testLoss(method.method.unlearn(request).model)
          - originals[repetition].loss
      }
      capacities.append((name: method.label, steps: steps))
    }
    return capacities
  }

  private func testLoss(_ model: any RowClassifier) throws -> Double {
    let scores = ClassScores(
      try model.logits(ofRows: candidates.test),
      labels: candidates.test.map { candidates.labels[$0] })
    return mean(scores.losses)
  }
}
