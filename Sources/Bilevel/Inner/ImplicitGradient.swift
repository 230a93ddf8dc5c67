import Tensors

extension WeightedLogistic {
  /// The derivatives of functions of the minimiser by what the inner problem is made of.
  package struct Hypergradients: Equatable, Sendable {
    /// Functions x points x width; the intercept's coordinate is 0.
    package let features: [Double]
    /// Functions x points.
    package let labels: [Double]
    /// Functions x points.
    package let weights: [Double]
    /// One number for each function.
    package let ridge: [Double]
  }

  /// Differentiates functions of the minimiser by the implicit function theorem, with one Cholesky factorisation for all.
  ///
  /// With H p = dPhi/dw, q = sigmoid(w.x), s = q (1 - q): dPhi/dx_j = -(v_j/m) ((q_j - y_j) p + s_j (x_j.p) w), dPhi/dy_j = (v_j/m) x_j.p,
  /// dPhi/dv_j = -(1/m) (q_j - y_j) x_j.p and dPhi/dmu = -w.p.
  ///
  /// - Parameters:
  ///   - gradients: Functions x width: the derivatives by the minimiser.
  ///   - points: The points that this was fitted to.
  /// - Returns: The derivatives by coordinates, labels, weights and ridge.
  /// - Throws: `TensorsError` where the Hessian is not positive definite.
  /// - Complexity: O(p^3 + functions x (p^2 + m p)).
  package func hypergradients(
    of gradients: [Double], at points: PointSet
  ) throws -> Hypergradients {
    let (width, count) = (points.width, points.count)
    let directions = try solveSymmetric(curvature, rights: gradients, size: width)
    let functions = directions.count / width
    var features = Array(repeating: 0.0, count: functions * count * width)
    var (labels, weights) = (
      Array(repeating: 0.0, count: functions * count),
      Array(repeating: 0.0, count: functions * count)
    )
    for function in 0..<functions {
      let direction = Array(directions[function * width..<(function + 1) * width])
      let along = products(of: points.features, width: width, with: direction)
      for point in 0..<count {
        let probability = probabilities[point]
        let scale = points.weights[point] / Double(count)
        let residual = probability - points.labels[point]
        let first = -scale * residual
        let second = -scale * probability * (1 - probability) * along[point]
        let start = (function * count + point) * width
        for column in 0..<width - 1 {
          features[start + column] = first * direction[column] + second * coefficients[column]
        }
        labels[function * count + point] = scale * along[point]
        weights[function * count + point] = -residual * along[point] / Double(count)
      }
    }
    let ridges = (0..<functions).map { function in
      -zip(directions[function * width..<(function + 1) * width], coefficients)
        .reduce(0) { $0 + $1.0 * $1.1 }
    }
    return Hypergradients(features: features, labels: labels, weights: weights, ridge: ridges)
  }
}
