import Foundation
package import Statistics
import Tensors

/// How a denoiser is trained.
package struct DenoiserPlan: Equatable, Sendable {
  /// The passes over the records.
  package var epochs = 100
  /// The records of a step.
  package var batch = 256
  /// The learning rate of the first step; it falls to 0 in a straight line.
  package var rate = 1e-3
  /// The share of the moving average of the parameters that a step leaves, once there were many.
  package var average = 0.999
  /// The chance that a condition is left out, for each attribute on its own, so that guidance knows what it guides away from.
  package var dropout = 0.15
  /// The epochs between two checkpoints.
  package var checkpoint = 10

  /// Plans with the defaults.
  package init() {}
}

/// A denoiser in training by Adam (Kingma and Ba 2015) with a moving average of its parameters, which is what is kept in the end.
///
/// Every epoch draws from a generator of its own, so that a training that was stopped goes on to the same bytes.
package struct DenoiserTraining<Network: Denoiser>: Sendable {
  /// A batch's mean loss and its gradient by the parameters.
  package typealias Objective = (
    _ rows: ArraySlice<Int>, _ network: inout Network, _ generator: inout SeededGenerator
  ) -> (loss: Double, gradient: [Float])

  /// What a training has beside the records: none of it changes the result.
  package struct Surroundings: Sendable {
    /// Told after each epoch: its number from 1 and its mean loss.
    package var told: @Sendable (Int, Double) -> Void = { _, _ in }
    /// Reads the checkpoint that was kept last; nil where none was.
    package var load: @Sendable () throws -> [UInt8]? = { nil }
    /// Keeps a checkpoint.
    package var keep: @Sendable ([UInt8]) throws -> Void = { _ in }

    /// Creates surroundings in which nothing is told and nothing kept.
    package init() {}
  }

  private let plan: DenoiserPlan
  private var network: Network
  private var state: TrainingState

  /// Begins a training.
  ///
  /// - Parameters:
  ///   - network: The network with the parameters that it starts from.
  ///   - plan: How it is trained.
  package init(_ network: Network, _ plan: DenoiserPlan) {
    (self.network, self.plan) = (network, plan)
    state = TrainingState(network.parameters)
  }

  /// Trains to the end.
  ///
  /// - Parameters:
  ///   - count: The records, at least 1.
  ///   - generator: Makes the generator of an epoch.
  ///   - surroundings: Progress and checkpoints.
  ///   - objective: What is minimised.
  /// - Returns: The network with the moving average of its parameters, and each epoch's mean loss.
  /// - Throws: `SynthesisError` where the loss is no number any more, or a checkpoint is of another training; `CancellationError`.
  package mutating func run(
    records count: Int, generator: (Int) -> SeededGenerator,
    surroundings: Surroundings = Surroundings(), objective: Objective
  ) throws -> (network: Network, losses: [Double]) {
    precondition(count > 0, "no record to train on")
    if let kept = try surroundings.load() {
      state = try TrainingState(kept, parameters: network.parameters.count)
    }
    network.parameters = state.parameters
    while state.losses.count < plan.epochs {
      var generator = generator(state.losses.count)
      let loss = try epoch(count, using: &generator, objective)
      guard loss.isFinite else {
        throw SynthesisError(
          "the loss of epoch \(state.losses.count + 1) is no number; lower 'rate', or look at the scale of the columns"
        )
      }
      state.losses.append(loss)
      surroundings.told(state.losses.count, loss)
      if state.losses.count.isMultiple(of: plan.checkpoint), state.losses.count < plan.epochs {
        state.parameters = network.parameters
        try surroundings.keep(try state.bytes())
      }
    }
    network.parameters = state.average
    return (network, state.losses)
  }

  private mutating func epoch(
    _ count: Int, using generator: inout SeededGenerator, _ objective: Objective
  ) throws -> Double {
    let order = generator.permutation(count)
    let steps = (count + plan.batch - 1) / plan.batch
    var sum = 0.0
    for step in 0..<steps {
      try Task.checkCancellation()
      // Batches of nearly equal size: a last one of few records would weigh as much as a full one.
      let rows = order[count * step / steps..<count * (step + 1) / steps]
      let (loss, gradient) = objective(rows, &network, &generator)
      sum += loss * Double(rows.count)
      let rate = plan.rate * (1 - Double(state.steps) / Double(steps * plan.epochs))
      take(gradient, rate: Float(rate))
    }
    return sum / Double(count)
  }

  /// Takes one step of Adam and moves the average.
  private mutating func take(_ gradient: [Float], rate: Float) {
    state.steps += 1
    let (steps, gradient) = (Double(state.steps), gradient.span)
    let (first, second): (Float, Float) = (0.9, 0.999)
    let meanShare = Float(1 - pow(0.9, steps))
    let squareShare = Float(1 - pow(0.999, steps))
    // A young average forgets faster, or it would stay near where the training began.
    let keep = Float(min(plan.average, (1 + steps) / (10 + steps)))
    var mean = state.mean.mutableSpan
    mean.combine(gradient) { $0 * first + $1 * (1 - first) }
    var square = state.square.mutableSpan
    square.combine(gradient) { $0 * second + $1 * $1 * (1 - second) }
    var values = network.parameters
    do {
      let (mean, square) = (state.mean.span, state.square.span)
      var target = values.mutableSpan
      target.combine(mean, square) { value, mean, square in
        value - mean / ((square / squareShare).squareRoot() + 1e-8) * (rate / meanShare)
      }
    }
    let current = values.span
    var average = state.average.mutableSpan
    average.combine(current) { $0 * keep + $1 * (1 - keep) }
    network.parameters = values
  }
}
