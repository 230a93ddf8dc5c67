/// How the budget is divided.
struct PrivateSpending {
  let sums: Double
  let gradient: Double
  let means: Double

  /// What is left after counting goes to constraints where there are any, and to the loss's gradients.
  ///
  /// A linear model's scores follow from sums that are published once; a perceptron's are smoothed decisions like all others.
  init(
    _ plan: PrivateFairPlan, smoothings: [DecisionSmoothing], hasConstraints: Bool, isLinear: Bool
  ) {
    let rest = plan.rho * (1 - PrivateFairPlan.countShare)
    let needsSums = isLinear && hasConstraints && smoothings.contains(.score)
    let smooth = hasConstraints ? smoothings.count { !isLinear || $0 != .score } : 0
    sums = needsSums ? PrivateFairPlan.sumShare * plan.rho : 0
    let steps = Double(plan.steps)
    let perStep = (rest - sums) / steps
    gradient = smooth > 0 ? perStep * (1 - PrivateFairPlan.meanShare) : perStep
    // Each smoothing publishes values and slopes.
    means = smooth > 0 ? perStep * PrivateFairPlan.meanShare / Double(2 * smooth) : 0
  }
}
