/// Records as a model at public parameters sees them, and sums of their clipped gradients.
struct RecordGradients {
  private let network: TanhNetwork
  private let parameters: [Double]
  private let pass: TanhNetwork.Pass
  /// The norm of each record's gradient of the score by the parameters.
  private let norms: [Double]

  init(_ rows: [Double], _ network: TanhNetwork, at parameters: [Double]) {
    (self.network, self.parameters) = (network, parameters)
    pass = network.forward(parameters, rows: rows)
    norms = network.gradientNorms(parameters, pass)
  }

  /// The score of each record.
  var scores: [Double] { pass.scores }

  /// The root mean square of the norms.
  var typicalNorm: Double { norm(norms) / Double(norms.count).squareRoot() }

  /// The sum of the gradients of functions of the score, each clipped to a norm.
  ///
  /// A gradient is the function's slope times the score's gradient, so that clipping it shortens the slope: no record's gradient is ever
  /// written down.
  ///
  /// - Parameters:
  ///   - limit: The norm that no record's part exceeds.
  ///   - slope: The slope of the function at a score.
  /// - Returns: One number for each parameter.
  func sum(within limit: Double, slope: (_ score: Double) -> Double) -> [Double] {
    guard !scores.isEmpty else { return Array(repeating: 0, count: parameters.count) }
    let slopes = zip(scores, norms).map { score, norm in
      let slope = slope(score)
      let size = abs(slope) * norm
      return size > limit ? slope * limit / size : slope
    }
    return network.backward(parameters, pass, scores: slopes).parameters
  }
}
