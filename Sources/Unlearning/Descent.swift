import Settings
import Statistics

/// How an approximate method goes down (or up) gradients.
struct DescentPlan: Equatable, Sendable {
  /// The rules that turn gradients into steps.
  enum Rule: String, CaseIterable { case sgd, adam }

  var epochs: Int
  var batchSize: Int
  var rate: Double
  var momentum: Double
  var rule: Rule

  /// Reads the plan from a method's settings.
  init(
    _ settings: inout Settings, epochs: Int, rate: Double, rule: Rule = .sgd
  ) throws {
    self.epochs = try settings.integer(
      "epochs", default: epochs, in: 1...100_000, "passes over the records that the method reads")
    batchSize = try settings.integer("batch", default: 64, in: 1...1_000_000, "records in a step")
    self.rate = try settings.number("rate", default: rate, in: 1e-9...100, "learning rate")
    self.rule = try settings.choice("optimizer", default: rule, "step rule")
    momentum = try settings.number("momentum", default: 0.9, in: 0...0.9999, "of sgd")
  }
}

/// A model on its way along gradients, with the averages of its step rule.
struct Descent {
  private let plan: DescentPlan
  private let method: String
  private(set) var model: any DifferentiableClassifier
  /// Where true, a parameter may change; nil for all.
  var mask: [Bool]?
  /// How often a record's gradient was computed.
  private(set) var recordPasses = 0
  private var steps = 0
  private var velocity: [Float]
  private var square: [Float] = []
  /// The betas of Adam to the power of its steps.
  private var powers = (mean: 1.0, square: 1.0)

  /// Starts at a model.
  init(_ model: any DifferentiableClassifier, _ plan: DescentPlan, method: String) {
    (self.model, self.plan, self.method) = (model, plan, method)
    velocity = Array(repeating: 0, count: model.parameters.count)
    if plan.rule == .adam { square = velocity }
  }

  /// Cuts records in a random order into batches.
  func batches(of rows: [Int], using generator: inout SeededGenerator) -> [[Int]] {
    var order = rows
    generator.shuffle(&order)
    return stride(from: 0, to: order.count, by: plan.batchSize).map {
      Array(order[$0..<min($0 + plan.batchSize, order.count)])
    }
  }

  /// Takes a step down a gradient.
  ///
  /// - Parameters:
  ///   - records: The number of records that the gradient is of.
  ///   - gradient: Given the model, computes one number for each parameter.
  /// - Throws: `UnlearningError` where a parameter stops being finite; `CancellationError`.
  mutating func step(
    records: Int, _ gradient: (any DifferentiableClassifier) async throws -> [Float]
  ) async throws {
    try Task.checkCancellation()
    var direction = try await gradient(model)
    if let mask { for place in mask.indices where !mask[place] { direction[place] = 0 } }
    steps += 1
    recordPasses += records
    var parameters = model.parameters
    switch plan.rule {
    case .sgd: descend(direction, &parameters)
    case .adam: adapt(direction, &parameters)
    }
    guard parameters.allSatisfy(\.isFinite) else {
      throw UnlearningError(
        "'\(method)' diverged in step \(steps): lower 'rate' (now \(plan.rate)) or 'epochs'; "
          + "the model before it is unchanged")
    }
    model.parameters = parameters
  }

  private mutating func descend(_ direction: [Float], _ parameters: inout [Float]) {
    let (momentum, rate) = (Float(plan.momentum), Float(plan.rate))
    let slopes = direction.span
    var velocities = velocity.mutableSpan
    var values = parameters.mutableSpan
    let count = values.count
    precondition(slopes.count == count && velocities.count == count, "\(slopes.count) slopes")
    for place in 0..<count {
      velocities[place] = momentum * velocities[place] + slopes[place]
      values[place] -= rate * velocities[place]
    }
  }

  /// Adam (Kingma and Ba 2015, algorithm 1) with beta 0.9 and 0.999 and epsilon 1e-8.
  private mutating func adapt(_ direction: [Float], _ parameters: inout [Float]) {
    let (first, second): (Float, Float) = (0.9, 0.999)
    powers = (powers.mean * Double(first), powers.square * Double(second))
    let (meanShare, squareShare) = (Float(1 - powers.mean), Float(1 - powers.square))
    let rate = Float(plan.rate)
    var (velocities, squares) = (velocity, square)
    // Taken out, so that they change in place.
    (velocity, square) = ([], [])
    let slopes = direction.span
    var means = velocities.mutableSpan
    var spreads = squares.mutableSpan
    var values = parameters.mutableSpan
    let count = values.count
    precondition(slopes.count == count && means.count == count, "\(slopes.count) slopes")
    for place in 0..<count {
      let slope = slopes[place]
      means[place] = first * means[place] + (1 - first) * slope
      spreads[place] = second * spreads[place] + (1 - second) * slope * slope
      let size = (spreads[place] / squareShare).squareRoot() + 1e-8
      values[place] -= rate * means[place] / meanShare / size
    }
    (velocity, square) = (velocities, squares)
  }
}

extension DifferentiableClassifier {
  /// The gradient of the mean cross-entropy of some records.
  func crossEntropyGradient(ofRows rows: [Int], labels: [Int32]) async throws -> [Float] {
    let wanted = rows.map { labels[$0] }
    return try await parameterGradient(ofRows: rows) { LogitLoss.crossEntropy($0, labels: wanted) }
  }
}
