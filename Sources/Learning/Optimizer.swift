import CElementwise
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
/// For descent with momentum m that place is the velocity itself, so that neither a gradient nor a pass over it is needed.
/// It holds the velocity divided by m^t, to which each batch adds its gradient divided by m^t: products that add to what is
/// there need no pass to shrink it first. The factor is folded back now and then.
struct OptimizerState {
  /// Where the products of a batch leave the gradient.
  var gradient: [Float]
  /// The factor with which products add a batch's gradient.
  private(set) var scale = 1.0
  /// What share of `gradient` the products of the batch keep.
  let keep: Double
  private let optimizer: Optimizer
  /// The coefficient of the squared-norm penalty, whose gradient is added to the loss's.
  private let weightDecay: Float
  private var mean: [Float]
  private var square: [Float]
  private var stepCount = 0

  /// The largest `scale`: far from the ends of single precision, and reached so seldom that folding back costs nothing.
  private static let largestScale = 1e6

  init(_ optimizer: Optimizer, weightDecay: Float, parameterCount: Int) {
    self.optimizer = optimizer
    self.weightDecay = weightDecay
    gradient = Array(repeating: 0, count: parameterCount)
    switch optimizer {
    case .sgd(let momentum):
      keep = momentum > 0 ? 1 : 0
      (mean, square) = ([], [])
    case .nesterov:
      keep = 0
      (mean, square) = (gradient, [])
    case .adam, .adamW:
      keep = 0
      (mean, square) = (gradient, gradient)
    }
  }

  /// Prepares for the products of the next batch.
  mutating func beginStep() {
    stepCount += 1
    guard case .sgd(let momentum) = optimizer, momentum > 0 else { return }
    scale /= Double(momentum)
    guard scale > Self.largestScale else { return }
    // What is there is the velocity before this step times scale * momentum, and is to be momentum times that velocity.
    let factor = Float(1 / scale)
    scale = 1
    var velocity = gradient.mutableSpan
    velocity.transform { $0 * factor }
  }

  /// Gathers the gradient by biases: the sum of the rows of that by their layer's outputs.
  ///
  /// - Parameters:
  ///   - rows: Numbers of each record of the batch.
  ///   - count: The records.
  ///   - stride: How far apart the records' numbers start.
  ///   - range: The biases' place, one for each of a record's first numbers.
  mutating func addRows(
    of rows: [Float], count: Int, stride: Int, toGradient range: Range<Int>
  ) {
    precondition(
      count > 0 && range.count <= stride && rows.count >= (count - 1) * stride + range.count
        && range.upperBound <= gradient.count,
      "\(count) rows \(stride) apart in \(rows.count) numbers for \(range)")
    unsafe gradient.withUnsafeMutableBufferPointer { gradient in
      guard let gradient = gradient.baseAddress else { return }
      unsafe rc_add_rows(
        gradient + range.lowerBound, rows, Int64(count), Int64(range.count), Int64(stride),
        Float(scale), Float(keep))
    }
  }

  /// Takes the step of some parameters along what the products left for them.
  mutating func step(_ parameters: inout [Float], in range: Range<Int>, rate: Float) {
    if weightDecay > 0 { decay(&parameters, in: range, rate: rate) }
    switch optimizer {
    case .sgd: descend(&parameters, in: range, rate: rate / Float(scale))
    case .nesterov(let momentum):
      lookAhead(&parameters, in: range, rate: rate, momentum: momentum)
    case .adam, .adamW: adapt(&parameters, in: range, rate: rate)
    }
  }

  private func descend(_ parameters: inout [Float], in range: Range<Int>, rate: Float) {
    unsafe parameters.withUnsafeMutableBufferPointer { parameters in
      unsafe gradient.withUnsafeBufferPointer { gradient in
        precondition(range.upperBound <= parameters.count && parameters.count == gradient.count)
        guard let parameters = parameters.baseAddress, let gradient = gradient.baseAddress
        else { return }
        unsafe rc_descend(
          parameters + range.lowerBound, gradient + range.lowerBound, rate, Int64(range.count))
      }
    }
  }

  private mutating func decay(_ parameters: inout [Float], in range: Range<Int>, rate: Float) {
    if optimizer == .adamW {
      let share = 1 - rate * weightDecay
      var target = parameters.mutableSpan
      var part = target._mutatingExtracting(range)
      part.transform { $0 * share }
    } else {
      let factor = weightDecay * Float(scale)
      let values = parameters.span.extracting(range)
      var target = gradient.mutableSpan
      var part = target._mutatingExtracting(range)
      part.combine(values) { gradient, parameter in gradient + parameter * factor }
    }
  }

  private mutating func lookAhead(
    _ parameters: inout [Float], in range: Range<Int>, rate: Float, momentum: Float
  ) {
    let gradient = gradient
    let gradients = gradient.span.extracting(range)
    do {
      var target = mean.mutableSpan
      var velocity = target._mutatingExtracting(range)
      velocity.combine(gradients) { velocity, gradient in velocity * momentum + gradient }
    }
    var target = parameters.mutableSpan
    var part = target._mutatingExtracting(range)
    part.combine(gradients, mean.span.extracting(range)) { parameter, gradient, velocity in
      parameter - (gradient + velocity * momentum) * rate
    }
  }

  private mutating func adapt(_ parameters: inout [Float], in range: Range<Int>, rate: Float) {
    let (beta1, beta2, epsilon): (Float, Float, Float) = (0.9, 0.999, 1e-8)
    let gradient = gradient
    let gradients = gradient.span.extracting(range)
    do {
      var target = mean.mutableSpan
      var part = target._mutatingExtracting(range)
      part.combine(gradients) { mean, gradient in mean * beta1 + gradient * (1 - beta1) }
    }
    do {
      var target = square.mutableSpan
      var part = target._mutatingExtracting(range)
      part.combine(gradients) { square, gradient in
        square * beta2 + gradient * gradient * (1 - beta2)
      }
    }
    let meanShare = 1 - power(beta1, stepCount)
    let squareShare = 1 - power(beta2, stepCount)
    let squares = square.span.extracting(range)
    var target = parameters.mutableSpan
    var part = target._mutatingExtracting(range)
    part.combine(mean.span.extracting(range), squares) { parameter, mean, square in
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
