internal import Foundation

/// Adds up Rényi differential privacy and takes the best order.
///
/// Orders are searched on a grid from 1.001 to a million and then between its points, so the outcome
/// does not hang on a list of orders. Sampled noise other than Gaussian is refused.
package struct RDPAccountant: Accountant {
  /// The rule's name.
  package static let name = "rdp"

  private let parts: [Mechanism.Repeated]

  /// Keeps the events, all of which have an analysis.
  package init(_ events: ComposedEvents) throws(PrivacyError) {
    for part in events.parts where RenyiDivergence.bound(part.mechanism, order: 2) == nil {
      throw Self.refusal(part.mechanism, instead: "use \(PLDAccountant.name)")
    }
    parts = events.parts
  }

  /// The divergence of an order above 1, in nats.
  package func divergence(order: Double) -> Double {
    parts.reduce(0) { sum, part in
      // Every part was found to have a bound.
      sum + Double(part.count) * (RenyiDivergence.bound(part.mechanism, order: order) ?? .infinity)
    }
  }

  /// The δ at ε, by Canonne, Kamath and Steinke (2020), proposition 12.
  package func delta(epsilon: Double) throws(PrivacyError) -> Double {
    try requireLoss(epsilon)
    if parts.isEmpty { return 0 }
    return min(
      1,
      exp(
        least { order in
          (order - 1) * (divergence(order: order) - epsilon + log1p(-1 / order)) - log(order)
        }))
  }

  /// The ε at δ, by the same proposition solved for ε.
  package func epsilon(delta: Double) throws(PrivacyError) -> Double {
    try requireFailure(delta)
    if parts.isEmpty { return 0 }
    let logDelta = log(delta)
    return max(
      0,
      least { order in
        divergence(order: order) + log1p(-1 / order) - (logDelta + log(order)) / (order - 1)
      })
  }

  /// The least value over orders: the best of a grid, refined between its neighbours.
  private func least(_ function: (Double) -> Double) -> Double {
    let places = stride(from: log(1e-3), through: log(1e6), by: 0.25)
    let values = places.map { (place: $0, value: function(1 + exp($0))) }
    guard let best = values.min(by: { $0.value < $1.value }) else { return .infinity }
    var (low, high) = (best.place - 0.25, best.place + 0.25)
    let ratio = (5.0.squareRoot() - 1) / 2
    var least = best.value
    for _ in 0..<24 {
      let (first, second) = (high - ratio * (high - low), low + ratio * (high - low))
      let (left, right) = (function(1 + exp(first)), function(1 + exp(second)))
      least = min(least, left, right)
      if left < right { high = second } else { low = first }
    }
    return least
  }
}
