/// How the hypergradient of a perceptron is found.
package enum HypergradientMethod: String, CaseIterable, Sendable, Codable {
  /// Implicitly, the Hessian's system solved by conjugate gradients.
  case conjugateGradient = "conjugate-gradient"
  /// Implicitly, the inverse Hessian as a truncated series of a step of gradient descent.
  case neumann
  /// By differentiating the last steps of gradient descent towards the minimum.
  case unrolling
}

extension PerceptronInner {
  /// The most terms of the series, and the most steps that are differentiated.
  private static let terms = 1000
  /// The residual, relative to the right-hand side, at which conjugate gradients end.
  private static let residual = 1e-8

  /// The derivatives by the points' coordinates and weights of a function with some gradient at this minimum.
  ///
  /// - Parameters:
  ///   - outer: The function's gradient by the parameters.
  ///   - method: How they are found.
  /// - Returns: Points x width, 0 for the intercept, and one number for each point's weight.
  package func hypergradient(
    of outer: [Double], by method: HypergradientMethod
  ) -> (features: [Double], weights: [Double]) {
    switch method {
    case .conjugateGradient:
      let solved = conjugateGradient(
        outer, iterations: 2 * outer.count + 10, tolerance: Self.residual * norm(outer)
      ) { product($0).parameters }
      return negative(product(solved))
    case .neumann:
      let step = 1 / largestCurvature()
      var (term, sum) = (outer, outer)
      for _ in 0..<Self.terms {
        let image = product(term).parameters
        for place in term.indices {
          term[place] -= step * image[place]
          sum[place] += term[place]
        }
        if norm(term) < Self.residual * norm(outer) { break }
      }
      return negative(product(sum.map { $0 * step }))
    case .unrolling: return unrolled(outer)
    }
  }

  private func negative(_ found: Product) -> (features: [Double], weights: [Double]) {
    (found.features.map(-), found.weights.map(-))
  }

  /// An upper estimate of the Hessian's largest eigenvalue, by powers.
  private func largestCurvature() -> Double {
    var direction = Array(repeating: 1.0, count: parameters.count)
    var largest = ridge
    for _ in 0..<30 {
      let image = product(direction).parameters
      let size = norm(image)
      guard size > 0 else { break }
      largest = size / norm(direction)
      direction = image.map { $0 / size }
    }
    return 1.2 * largest
  }

  /// Goes from a little way off the minimum back to it by gradient descent, and differentiates that in reverse.
  private func unrolled(_ outer: [Double]) -> (features: [Double], weights: [Double]) {
    let step = 1 / largestCurvature()
    var path = [
      PerceptronInner(network, points, ridge: ridge, at: parameters.map { $0 * 0.999 })
    ]
    for place in 0..<Self.terms {
      let next = zip(path[place].parameters, path[place].gradient).map { $0 - step * $1 }
      path.append(PerceptronInner(network, points, ridge: ridge, at: next))
    }
    var adjoint = outer
    var features = Array(repeating: 0.0, count: points.features.count)
    var weights = Array(repeating: 0.0, count: points.count)
    for inner in path.dropLast().reversed() {
      let found = inner.product(adjoint)
      for place in features.indices { features[place] -= step * found.features[place] }
      for place in weights.indices { weights[place] -= step * found.weights[place] }
      for place in adjoint.indices { adjoint[place] -= step * found.parameters[place] }
    }
    return (features, weights)
  }
}
