/// Penalties and multipliers of bounds on values.
struct AugmentedLagrangian: Equatable, Sendable, Codable {
  private let rows: [ConstraintRow]
  private var estimates: [Double]
  private var penalty: Double
  private var violation = Double.infinity

  init(_ rows: [ConstraintRow], penalty: Double) {
    (self.rows, self.penalty) = (rows, penalty)
    estimates = rows.map { _ in 0 }
  }

  /// The factor of each row's gradient: penalty x the distance of value + estimate / penalty from the bounds, with its sign.
  func multipliers(_ values: [Double]) -> [Double] {
    zip(rows, zip(values, estimates)).map { row, pair in
      let shifted = pair.0 + pair.1 / penalty
      return penalty * (shifted - min(max(shifted, row.lower), row.upper))
    }
  }

  /// Takes the factors for the estimates, and raises the penalty where violations did not fall to a quarter.
  mutating func update(_ values: [Double], growth: Double, end: Double) {
    estimates = multipliers(values)
    let now = zip(rows, values).reduce(0) { $0 + $1.0.violation($1.1) }
    if now > violation / 4, now > 1e-4 { penalty = min(end, growth * penalty) }
    violation = now
  }
}
