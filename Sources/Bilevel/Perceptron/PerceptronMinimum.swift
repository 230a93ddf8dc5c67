/// A perceptron's minimum, with the way in which its derivatives are found.
struct PerceptronMinimum: InnerModel {
  let inner: PerceptronInner
  let method: HypergradientMethod

  var parameters: [Double] { inner.parameters }

  func derivatives(
    of functions: [Double], at points: PointSet
  ) -> (features: [Double], weights: [Double]) {
    var (features, weights) = ([Double](), [Double]())
    for start in stride(from: 0, to: functions.count, by: parameters.count) {
      let found = inner.hypergradient(
        of: Array(functions[start..<start + parameters.count]), by: method)
      features += found.features
      weights += found.weights
    }
    return (features, weights)
  }
}
