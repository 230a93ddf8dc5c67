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

/// An optimiser's running averages for one model, and the place where each batch's gradient is gathered.
///
/// For descent with momentum that place is the velocity itself: the products that compute the gradient keep `keep` times what
/// stands there, so that neither a gradient nor a pass over it is needed.
struct OptimizerState {
  /// Where the products of a batch leave the gradient.
  var gradient: [Float]
  /// What share of `gradient` the products of the next batch keep.
  let keep: Double
  private let optimizer: Optimizer
  /// The coefficient of the squared-norm penalty, whose gradient is added to the loss's.
  private let weightDecay: Float
  private var mean: [Float]
  private var square: [Float]
  private var stepCount = 0

  init(_ optimizer: Optimizer, weightDecay: Float, parameterCount: Int) {
    self.optimizer = optimizer
    self.weightDecay = weightDecay
    gradient = Array(repeating: 0, count: parameterCount)
    switch optimizer {
    case .sgd(let momentum):
      keep = Double(momentum)
      (mean, square) = ([], [])
    case .nesterov:
      keep = 0
      (mean, square) = (gradient, [])
    case .adam, .adamW:
      keep = 0
      (mean, square) = (gradient, gradient)
    }
  }

  /// Takes one step along what the products left.
  mutating func step(_ parameters: inout [Float], rate: Float) {
    stepCount += 1
    if weightDecay > 0 {
      if optimizer == .adamW { shrink(&parameters, rate: rate) } else { addDecay(parameters) }
    }
    switch optimizer {
    case .sgd:
      var target = parameters.mutableSpan
      target.combine(gradient.span) { parameter, velocity in parameter - velocity * rate }
    case .nesterov(let momentum): lookAhead(&parameters, rate: rate, momentum: momentum)
    case .adam, .adamW: adapt(&parameters, rate: rate)
    }
  }

  private func shrink(_ parameters: inout [Float], rate: Float) {
    let share = 1 - rate * weightDecay
    var target = parameters.mutableSpan
    target.transform { $0 * share }
  }

  private mutating func lookAhead(_ parameters: inout [Float], rate: Float, momentum: Float) {
    let gradient = gradient
    do {
      var velocity = mean.mutableSpan
      velocity.combine(gradient.span) { velocity, gradient in velocity * momentum + gradient }
    }
    var target = parameters.mutableSpan
    target.combine(gradient.span, mean.span) { parameter, gradient, velocity in
      parameter - (gradient + velocity * momentum) * rate
    }
  }

  private mutating func addDecay(_ parameters: [Float]) {
    let decay = weightDecay
    var target = gradient.mutableSpan
    target.combine(parameters.span) { gradient, parameter in gradient + parameter * decay }
  }

  private mutating func adapt(_ parameters: inout [Float], rate: Float) {
    let (beta1, beta2, epsilon): (Float, Float, Float) = (0.9, 0.999, 1e-8)
    let gradient = gradient
    do {
      var target = mean.mutableSpan
      target.combine(gradient.span) { mean, gradient in mean * beta1 + gradient * (1 - beta1) }
    }
    do {
      var target = square.mutableSpan
      target.combine(gradient.span) { square, gradient in
        square * beta2 + gradient * gradient * (1 - beta2)
      }
    }
    let meanShare = 1 - power(beta1, stepCount)
    let squareShare = 1 - power(beta2, stepCount)
    var target = parameters.mutableSpan
    target.combine(mean.span, square.span) { parameter, mean, square in
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
