import Tensors

/// The rule that turns gradients into steps.
package enum Optimizer: Equatable, Sendable {
  /// Stochastic gradient descent with heavy-ball momentum; momentum 0 is plain descent.
  case sgd(momentum: Float)
  /// Stochastic gradient descent with Nesterov's momentum, in the form that deep learning libraries use.
  case nesterov(momentum: Float)
  /// Adam (Kingma and Ba 2015, algorithm 1) with beta 0.9 and 0.999 and epsilon 1e-8.
  case adam
  /// Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2).
  case adamW
}

/// The weights or the biases of a layer in training, with their optimiser's running averages.
struct OptimizedMatrix {
  let values: PanelMatrix
  /// The gradient of the last batch; for descent with momentum the velocity itself, to which each batch adds.
  let gradient: PanelMatrix
  private let mean: PanelMatrix?
  private let square: PanelMatrix?

  /// Creates zeros.
  ///
  /// For private training the velocity is a matrix of its own: noise comes to a gradient alone.
  init(
    rows: Int, columns: Int, kind: PanelMatrix.Kind = .factor, optimizer: Optimizer,
    isPrivate: Bool = false
  ) {
    func zeros() -> PanelMatrix { PanelMatrix(rows: rows, columns: columns, kind: kind) }
    (values, gradient) = (zeros(), zeros())
    switch optimizer {
    case .sgd: (mean, square) = (isPrivate ? zeros() : nil, nil)
    case .nesterov: (mean, square) = (zeros(), nil)
    case .adam, .adamW: (mean, square) = (zeros(), zeros())
    }
  }

  /// Changes a panel of the values, beside which the same panel of another matrix is read.
  fileprivate func change(
    panel: Int, beside other: PanelMatrix? = nil, and second: PanelMatrix? = nil,
    _ body: (inout MutableSpan<Float>, Span<Float>, Span<Float>) -> Void
  ) {
    (other ?? gradient).withPanel(panel, rows: values.rows) { other in
      (second ?? gradient).withPanel(panel, rows: values.rows) { second in
        values.withPanel(panel, rows: values.rows) { body(&$0, other.span, second.span) }
      }
    }
  }

  /// Blends the gradient, or its square, into a running average.
  fileprivate func blend(
    panel: Int, into average: PanelMatrix?, _ body: (Lanes, Lanes) -> Lanes
  ) {
    gradient.withPanel(panel, rows: values.rows) { gradient in
      average?.withPanel(panel, rows: values.rows) { $0.combine(gradient.span, body) }
    }
  }

  fileprivate func addToGradient(panel: Int, _ body: (Lanes, Lanes) -> Lanes) {
    values.withPanel(panel, rows: values.rows) { values in
      gradient.withPanel(panel, rows: gradient.rows) { $0.combine(values.span, body) }
    }
  }

  fileprivate var averages: (mean: PanelMatrix?, square: PanelMatrix?) { (mean, square) }
}

/// One step of an optimiser, from the gradient of a batch's mean loss.
struct OptimizerStep {
  let optimizer: Optimizer
  /// The coefficient of the squared-norm penalty, whose gradient is added to the loss's but for AdamW.
  let weightDecay: Float
  let rate: Float
  /// The steps taken, with this one.
  let count: Int

  /// What becomes of the gradient while it is computed: for plain descent and momentum, the whole step.
  var rule: GradientRule {
    switch optimizer {
    case .sgd(let momentum): GradientRule(keep: momentum, decay: weightDecay, rate: rate)
    case .nesterov, .adam: GradientRule(decay: weightDecay)
    case .adamW: GradientRule()
    }
  }

  /// Takes what the rule leaves of the step, for a panel whose gradient is known.
  func finish(_ matrix: OptimizedMatrix, panel: Int) {
    switch optimizer {
    case .sgd: break
    case .nesterov(let momentum): lookAhead(matrix, panel: panel, momentum: momentum)
    case .adam: adapt(matrix, panel: panel)
    case .adamW:
      let share = 1 - rate * weightDecay
      matrix.change(panel: panel) { values, _, _ in values.transform { $0 * share } }
      adapt(matrix, panel: panel)
    }
  }

  /// Takes the whole step along what noise makes of a panel's gradient, which stands alone and without the penalty.
  ///
  /// - Parameters:
  ///   - matrix: The weights or the biases.
  ///   - panel: The panel.
  ///   - noise: One number for each, in units, of mean -1/2.
  ///   - scale: The unit, and the share of the noisy sum that is the gradient.
  func take(
    _ matrix: OptimizedMatrix, panel: Int, noise: Span<Int32>, scale: (unit: Float, share: Float)
  ) {
    if case .sgd = optimizer, let velocity = matrix.averages.mean {
      matrix.gradient.step(
        along: noise, panel: panel, scale: scale, rule: rule, moving: (velocity, matrix.values))
      return
    }
    matrix.gradient.addNoise(noise, toPanel: panel, unit: scale.unit, share: scale.share)
    if weightDecay > 0, optimizer != .adamW {
      let decay = weightDecay
      matrix.addToGradient(panel: panel) { gradient, value in gradient + value * decay }
    }
    finish(matrix, panel: panel)
  }

  private func lookAhead(_ matrix: OptimizedMatrix, panel: Int, momentum: Float) {
    let velocity = matrix.averages.mean
    matrix.blend(panel: panel, into: velocity) { velocity, gradient in
      velocity * momentum + gradient
    }
    let rate = rate
    matrix.change(panel: panel, beside: matrix.gradient, and: velocity) {
      values, gradients, velocities in
      values.combine(gradients, velocities) { value, gradient, velocity in
        value - (gradient + velocity * momentum) * rate
      }
    }
  }

  private func adapt(_ matrix: OptimizedMatrix, panel: Int) {
    let (beta1, beta2, epsilon): (Float, Float, Float) = (0.9, 0.999, 1e-8)
    let (mean, square) = matrix.averages
    matrix.blend(panel: panel, into: mean) { mean, gradient in
      mean * beta1 + gradient * (1 - beta1)
    }
    matrix.blend(panel: panel, into: square) { square, gradient in
      square * beta2 + gradient * gradient * (1 - beta2)
    }
    let squareShare = 1 - power(beta2, count)
    let rate = rate / (1 - power(beta1, count))
    matrix.change(panel: panel, beside: mean, and: square) { values, means, squares in
      values.combine(means, squares) { value, mean, square in
        value - mean / ((square / squareShare).squareRoot() + epsilon) * rate
      }
    }
  }
}

private func power(_ base: Float, _ exponent: Int) -> Float {
  var (result, factor, rest) = (1.0, Double(base), exponent)
  while rest > 0 {
    if rest & 1 == 1 { result *= factor }
    factor *= factor
    rest >>= 1
  }
  return Float(result)
}
