import Tensors

/// The rule that turns gradients into steps.
package enum Optimizer: Equatable, Sendable {
  /// Stochastic gradient descent with heavy-ball momentum; momentum 0 is plain descent.
  case sgd(momentum: Float)
  /// Adam (Kingma and Ba 2015, algorithm 1) with beta 0.9 and 0.999 and epsilon 1e-8.
  case adam
}

/// An optimiser's running averages for one model.
struct OptimizerState {
  let optimizer: Optimizer
  /// The coefficient of the squared-norm penalty, whose gradient is added to the loss's.
  let weightDecay: Float
  private var first: [Float]
  private var second: [Float]
  private var step = 0

  init(_ optimizer: Optimizer, weightDecay: Float, parameterCount: Int) {
    self.optimizer = optimizer
    self.weightDecay = weightDecay
    first = Array(repeating: 0, count: parameterCount)
    second = optimizer == .adam ? first : []
  }

  /// Takes one step.
  mutating func update(_ parameters: inout [Float], gradient: [Float], rate: Float) {
    step += 1
    switch optimizer {
    case .sgd(let momentum): descend(&parameters, gradient: gradient, rate: rate, momentum)
    case .adam: adapt(&parameters, gradient: gradient, rate: rate)
    }
  }

  private mutating func descend(
    _ parameters: inout [Float], gradient: [Float], rate: Float, _ momentum: Float
  ) {
    let decay = weightDecay
    do {
      var velocity = first.mutableSpan
      velocity.combine(gradient.span, parameters.span) { velocity, gradient, parameter in
        velocity * momentum + (gradient + parameter * decay)
      }
    }
    var target = parameters.mutableSpan
    target.combine(first.span) { parameter, velocity in parameter - velocity * rate }
  }

  private mutating func adapt(_ parameters: inout [Float], gradient: [Float], rate: Float) {
    let (beta1, beta2, epsilon): (Float, Float, Float) = (0.9, 0.999, 1e-8)
    let decay = weightDecay
    do {
      var mean = first.mutableSpan
      mean.combine(gradient.span, parameters.span) { mean, gradient, parameter in
        mean * beta1 + (gradient + parameter * decay) * (1 - beta1)
      }
    }
    do {
      var square = second.mutableSpan
      square.combine(gradient.span, parameters.span) { square, gradient, parameter in
        let total = gradient + parameter * decay
        return square * beta2 + total * total * (1 - beta2)
      }
    }
    let meanShare = 1 - power(beta1, step)
    let squareShare = 1 - power(beta2, step)
    var target = parameters.mutableSpan
    target.combine(first.span, second.span) { parameter, mean, square in
      let size = (square / squareShare).squareRoot() + epsilon
      return parameter - mean / size * (rate / meanShare)
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
