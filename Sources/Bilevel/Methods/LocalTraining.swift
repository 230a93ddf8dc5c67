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

/// Adam (Kingma and Ba 2015) with its usual constants.
private struct AdamSteps {
  private(set) var coefficients: [Double]
  private let rate: Double
  private var first: [Double]
  private var second: [Double]
  private var count = 0

  init(_ coefficients: [Double], rate: Double) {
    (self.coefficients, self.rate) = (coefficients, rate)
    first = Array(repeating: 0, count: coefficients.count)
    second = first
  }

  mutating func step(_ gradient: [Double]) {
    count += 1
    let firstScale = 1 - power(0.9, count)
    let secondScale = 1 - power(0.999, count)
    for place in gradient.indices {
      first[place] = 0.9 * first[place] + 0.1 * gradient[place]
      second[place] = 0.999 * second[place] + 0.001 * gradient[place] * gradient[place]
      coefficients[place] -=
        rate * (first[place] / firstScale)
        / ((second[place] / secondScale).squareRoot() + 1e-8)
    }
  }

  private func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, factor, rest) = (1.0, base, exponent)
    while rest > 0 {
      if rest % 2 == 1 { result *= factor }
      factor *= factor
      rest /= 2
    }
    return result
  }
}
