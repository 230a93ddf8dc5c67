internal import Foundation

/// The loss of independent events: their distributions on one grid, with numbers of uses.
struct LossComposition: Sendable {
  /// What is composed: a sampled pair with its number of uses.
  struct Source: Sendable {
    let loss: SampledLoss
    let count: Int
  }

  /// A source on the grid.
  struct Term: Sendable {
    let distribution: LossDistribution
    let logMasses: [Double]
    let count: Int
  }

  let width: Double
  let terms: [Term]

  /// Discretises all sources with one width.
  init(_ sources: [Source], width: Double) {
    self.width = width
    terms = sources.map { source in
      let distribution = LossDistribution(source.loss, width: width)
      return Term(
        distribution: distribution, logMasses: distribution.masses.map { log($0) },
        count: source.count)
    }
  }

  /// The chance of an infinite loss.
  var infinite: Double {
    -expm1(terms.reduce(0) { $0 + Double($1.count) * log1p(-$1.distribution.infinite) })
  }

  /// The greatest finite loss.
  var greatest: Double {
    terms.reduce(0) { sum, term in
      let last = term.distribution.first + term.distribution.masses.count - 1
      return sum + Double(term.count) * Double(last) * width
    }
  }

  /// The logarithm of the mean of e^(tilt loss), with its first two derivatives by the tilt.
  struct Cumulants {
    var value = 0.0
    var slope = 0.0
    var curvature = 0.0
  }

  /// The cumulants at a tilt, from one pass over the grid.
  func cumulants(at tilt: Double) -> Cumulants {
    terms.reduce(into: Cumulants()) { sum, term in
      let own = Self.cumulants(term, width, tilt)
      let count = Double(term.count)
      sum.value += count * own.value
      sum.slope += count * own.slope
      sum.curvature += count * own.curvature
    }
  }

  private static func cumulants(_ term: Term, _ width: Double, _ tilt: Double) -> Cumulants {
    let step = tilt * width
    var peak = -Double.infinity
    for (index, logMass) in term.logMasses.enumerated() {
      peak = max(peak, logMass + step * Double(index))
    }
    var (sum, first, second) = (0.0, 0.0, 0.0)
    for (index, logMass) in term.logMasses.enumerated() {
      let place = Double(index)
      let exponent = logMass + step * place - peak
      if exponent < -80 { continue }
      let weight = exp(exponent)
      sum += weight
      first += weight * place
      second += weight * place * place
    }
    let (mean, origin) = (first / sum, Double(term.distribution.first))
    return Cumulants(
      value: peak + log(sum) + step * origin, slope: (mean + origin) * width,
      curvature: max(second / sum - mean * mean, 0) * width * width)
  }

  /// The tilt from 0 at which a condition on the cumulants ceases to hold.
  ///
  /// Where a tilt leaves hardly more than one loss, a greater one would only blur what is below it.
  private func tilt(while holds: (Double, Cumulants) -> Bool) -> Double {
    func continues(_ tilt: Double) -> Bool {
      let cumulants = cumulants(at: tilt)
      return holds(tilt, cumulants) && cumulants.curvature > width * width
    }
    var (low, high) = (1e-6, 60 / width)
    if !continues(low) { return 0 }
    while high > 1.001 * low {
      let middle = (low * high).squareRoot()
      if continues(middle) { low = middle } else { high = middle }
    }
    // Where rare large losses take over, the moments explode within a step: stay below.
    return low
  }

  /// The tilt that brings the mean loss to a value, or 0 where it is above.
  func tilt(toMean loss: Double) -> Double { tilt { $1.slope < loss } }

  /// The tilt for the losses that are exceeded with about a chance.
  func tilt(toTail logChance: Double) -> Double {
    tilt { $1.value - $0 * $1.slope > logChance }
  }
}
