import CConvolutions
import Learning

/// Where the training of an image network stands after an epoch.
package struct ImageTrainingState: Equatable, Sendable {
  /// The finished epochs.
  package internal(set) var epoch = 0
  /// The steps taken.
  package internal(set) var steps = 0
  /// The network.
  package internal(set) var network: ImageNetwork
  /// The running average of the network's parameters; nil where none is kept.
  package internal(set) var average: [Float]?
  /// The optimiser's running averages: the velocity, or Adam's means and then squares.
  var moments: [[Float]]

  /// Creates the state before the first epoch.
  package init(_ network: ImageNetwork, plan: ImageTrainingPlan) {
    self.network = network
    average = plan.averaging.map { _ in network.parameters }
    let zeros = Array(repeating: Float(0), count: network.parameters.count)
    switch plan.optimizer {
    case .sgd, .nesterov: moments = [zeros]
    case .adam, .adamW: moments = [zeros, zeros]
    }
  }

  /// The network with averaged parameters, or the network itself where no average is kept.
  package var averaged: ImageNetwork {
    guard let average else { return network }
    return ImageNetwork(
      shape: network.shape, parameters: average, statistics: network.statistics)
  }

  /// Takes a step of the plan's optimiser.
  ///
  /// - Parameters:
  ///   - gradient: The gradient of a batch's mean loss, one number for each parameter.
  ///   - rate: The rate of this step.
  ///   - plan: The plan that the state was created with.
  package mutating func step(along gradient: [Float], rate: Double, plan: ImageTrainingPlan) {
    steps += 1
    let (decay, rate) = (Float(plan.weightDecay), Float(rate))
    switch plan.optimizer {
    case .sgd(let momentum):
      descend(
        gradient, rci_descent(momentum: momentum, decay: decay, rate: rate, is_nesterov: false))
    case .nesterov(let momentum):
      descend(
        gradient, rci_descent(momentum: momentum, decay: decay, rate: rate, is_nesterov: true))
    case .adam, .adamW:
      adapt(
        gradient,
        rci_adam(
          decay: decay, rate: rate, mean_share: share(0.9), square_share: share(0.999),
          epsilon: 1e-8, is_decoupled: plan.optimizer == .adamW))
    }
    guard let keep = plan.averaging, var average else { return }
    // Taken out, so that it changes in place.
    self.average = nil
    unsafe average.withUnsafeMutableBufferPointer { average in
      unsafe network.parameters.withUnsafeBufferPointer { parameters in
        unsafe rci_average(
          Float(keep), parameters.baseAddress, average.baseAddress, Int64(parameters.count))
      }
    }
    self.average = average
  }

  /// 1 - base^steps.
  private func share(_ base: Double) -> Float {
    var (power, factor, rest) = (1.0, base, steps)
    while rest > 0 {
      if rest & 1 == 1 { power *= factor }
      factor *= factor
      rest >>= 1
    }
    return Float(1 - power)
  }

  private mutating func descend(_ gradient: [Float], _ step: rci_descent) {
    unsafe gradient.withUnsafeBufferPointer { gradient in
      unsafe moments[0].withUnsafeMutableBufferPointer { velocity in
        unsafe network.parameters.withUnsafeMutableBufferPointer { values in
          unsafe rci_descend(
            step, gradient.baseAddress, velocity.baseAddress, values.baseAddress,
            Int64(gradient.count))
        }
      }
    }
  }

  private mutating func adapt(_ gradient: [Float], _ step: rci_adam) {
    unsafe gradient.withUnsafeBufferPointer { gradient in
      unsafe moments.withUnsafeMutableBufferPointer { moments in
        unsafe moments[0].withUnsafeMutableBufferPointer { means in
          unsafe moments[1].withUnsafeMutableBufferPointer { squares in
            unsafe network.parameters.withUnsafeMutableBufferPointer { values in
              unsafe rci_adapt(
                step, gradient.baseAddress, means.baseAddress, squares.baseAddress,
                values.baseAddress, Int64(gradient.count))
            }
          }
        }
      }
    }
  }

  /// Blends the means and variances of a step's micro-batches into the running ones, with a share of a tenth.
  mutating func blend(_ statistics: [Float]) {
    for index in statistics.indices {
      network.statistics[index] = 0.9 * network.statistics[index] + 0.1 * statistics[index]
    }
  }
}
