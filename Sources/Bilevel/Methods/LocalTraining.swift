import Statistics

/// What one client does in a round: Adam on its weighted points from the server's coefficients.
struct LocalTraining {
  private let plan: FederatedPlan
  private let ridge: Double

  init(_ plan: FederatedPlan, ridge: Double) { (self.plan, self.ridge) = (plan, ridge) }

  /// The coefficients after the round.
  func train(
    _ coefficients: [Double], on points: PointSet, using generator: inout SeededGenerator
  ) -> [Double] {
    var adam = AdamSteps(coefficients, rate: plan.rate)
    for _ in 0..<plan.epochs {
      let order = generator.permutation(points.count)
      for start in stride(from: 0, to: order.count, by: plan.batch) {
        let batch = order[start..<min(start + plan.batch, order.count)]
        adam.step(gradient(of: points, batch, at: adam.coefficients))
      }
    }
    return adam.coefficients
  }

  private func gradient(
    of points: PointSet, _ batch: ArraySlice<Int>, at coefficients: [Double]
  ) -> [Double] {
    let width = points.width
    var rows: [Double] = []
    rows.reserveCapacity(batch.count * width)
    for point in batch { rows += points.features[point * width..<(point + 1) * width] }
    var factors = products(of: rows, width: width, with: coefficients)
    for (place, point) in batch.enumerated() {
      let probability = logisticLoss(factors[place], label: 0).probability
      factors[place] =
        points.weights[point] * (probability - points.labels[point]) / Double(batch.count)
    }
    return zip(combinations(of: rows, width: width, by: factors), coefficients)
      .map { $0 + ridge * $1 }
  }
}
