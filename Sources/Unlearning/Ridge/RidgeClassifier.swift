package import Tables
package import Tensors

/// Ridge logistic regression at (or, after removals, near) the minimum of its perturbed objective.
package struct RidgeClassifier: RowClassifier {
  /// One weight for each feature, the constant's last.
  package private(set) var weights: [Double]
  /// The records that the model is of.
  package private(set) var members: [Int]
  /// A bound on the length of the objective's gradient at the weights, which all removals so far add up to.
  package private(set) var residualBound: Double
  let plan: RidgeTraining.Plan
  private var data: RidgeData
  private let perturbation: [Double]

  init(
    minimising objective: RidgeObjective, of rows: [Int], data: RidgeData,
    plan: RidgeTraining.Plan, perturbation: [Double]
  ) throws {
    weights = try objective.minimum()
    // What rounding leaves of the gradient is spent already.
    residualBound = length(objective.gradient(weights))
    members = rows.sorted()
    (self.plan, self.data, self.perturbation) = (plan, data, perturbation)
  }

  package var classCount: Int { 2 }

  package func logits(ofRows rows: [Int]) -> Tensor<Float> {
    let scores = rows.map { row in
      Float(zip(data.row(row), weights).reduce(0) { $0 + $1.0 * $1.1 })
    }
    return Tensor(shape: [rows.count, 2], scalars: scores.flatMap { [0, $0] })
  }

  package func reading(_ records: Records) -> RidgeClassifier {
    var model = self
    model.data = data.reading(records.features)
    return model
  }

  /// The length of the objective's gradient at the weights, 0 at its minimum.
  package var residual: Double { length(objective(of: members).gradient(weights)) }

  private func objective(of rows: [Int]) -> RidgeObjective {
    RidgeObjective(rows, of: data, lambda: plan.lambda, perturbation: perturbation)
  }

  /// The Newton step that removes records, with a bound on the gradient that it leaves over.
  struct Removal {
    let step: [Double]
    /// The product gamma |X|_2 |step| |X step| with gamma = 1/4 (Guo and others 2020, for one record or several).
    let bound: Double
    let remaining: [Int]
  }

  /// Works out the step that removes records: H^-1 times the sum of their gradients, penalty included.
  func removal(of forgotten: [Int]) throws -> Removal {
    let remaining = try UnlearningRequest.remaining(of: members, without: forgotten)
    let (after, gone) = (objective(of: remaining), objective(of: forgotten))
    // Both hold the linear term, which is no record's.
    let slope = zip(gone.gradient(weights), perturbation).map { $0 - $1 }
    let step = try solveSymmetric(after.curvature(weights), slope)
    let bound = 0.25 * (try after.spectralNorm()) * length(step) * length(after.scores(step))
    return Removal(step: step, bound: bound, remaining: remaining)
  }

  /// Takes a removal's step.
  func applying(_ removal: Removal) -> RidgeClassifier {
    var model = self
    model.weights = zip(weights, removal.step).map { $0 + $1 }
    model.members = removal.remaining
    model.residualBound += removal.bound
    return model
  }

  /// Adds numbers to the weights, after which no bound on the gradient is known.
  func adding(_ noise: [Double]) -> RidgeClassifier {
    var model = self
    model.weights = zip(weights, noise).map { $0 + $1 }
    model.residualBound = .infinity
    return model
  }
}

extension UnlearningRequest {
  /// The model as ridge logistic regression.
  func ridge(for method: String) throws(UnlearningError) -> RidgeClassifier {
    guard let model = model as? RidgeClassifier else {
      throw UnlearningError(
        "'\(method)' is for ridge logistic regression trained to its minimum; train with 'ridge-logistic'"
      )
    }
    guard model.members == (retained + forgotten).sorted() else {
      throw UnlearningError(
        "'\(method)': the model was trained on \(model.members.count) other records than the "
          + "\(retained.count + forgotten.count) members; give those that it was trained on")
    }
    return model
  }
}
