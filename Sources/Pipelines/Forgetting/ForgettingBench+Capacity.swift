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
  func capacities() throws -> [(name: String, steps: [DeletionCapacity.Step])] {
    guard let largest = plan.capacity.sizes.last else { return [] }
    guard largest <= candidates.rows.count else {
      throw PipelinesError(
        "'sizes' of 'capacity' asks for \(largest) of \(candidates.rows.count) candidates; lower it, or raise 'candidates'"
      )
    }
    let training = try plan.training.training(of: records, labels: candidates.labels)
    let members = (candidates.retained + candidates.rows).sorted()
    let originals = try (0..<plan.capacity.repetitions).map { repetition in
      try Task.checkCancellation()
      var generator = SeededGenerator(
        seed: plan.seed, label: "unlearning/capacity \(repetition)/original")
      let model = try training.trained(onRows: members, using: &generator)
      return (model: model, loss: try testLoss(model))
    }
    return try plan.methods.map { method in
      let steps = try DeletionCapacity.measured(
        sizes: plan.capacity.sizes, repetitions: plan.capacity.repetitions
      ) { size, repetition in
        var generator = SeededGenerator(
          seed: plan.seed, label: "unlearning/capacity \(repetition)/records")
        let places = generator.permutation(candidates.rows.count).prefix(size)
        let request = try UnlearningRequest(
          forgetting: places.map { candidates.rows[$0] }, of: members,
          by: (originals[repetition].model, training), labels: candidates.labels,
          stream: (plan.seed, "unlearning/capacity \(repetition)/\(method.label)"))
        return try testLoss(method.method.unlearn(request).model) - originals[repetition].loss
      }
      return (name: method.label, steps: steps)
    }
  }

  private func testLoss(_ model: any RowClassifier) throws -> Double {
    let scores = ClassScores(
      try model.logits(ofRows: candidates.test),
      labels: candidates.test.map { candidates.labels[$0] })
    return mean(scores.losses)
  }
}
