internal import Foundation

/// The Rényi divergence of Poisson-sampled normal noise (Mironov, Talwar and Zhang 2019).
///
/// For adding or removing a record, where the divergence of the noisier to the plainer side is the
/// larger (their theorem 5).
struct SampledGaussian {
  private let probability: Double
  private let sigma: Double
  private let logChance: Double
  private let logRest: Double

  /// Of a sampling probability strictly between 0 and 1 and a noise multiplier above 0.
  init(_ probability: Double, _ sigma: Double) {
    (self.probability, self.sigma) = (probability, sigma)
    (logChance, logRest) = (log(probability), log1p(-probability))
  }

  /// The divergence of an order above 1, in nats.
  func divergence(order: Double) -> Double {
    let logMoment = order == order.rounded() ? wholeMoment(Int(order)) : moment(order)
    return max(0, logMoment) / (order - 1)
  }

  /// Section 3.3: a binomial sum.
  private func wholeMoment(_ order: Int) -> Double {
    var (sum, logBinomial) = (-Double.infinity, 0.0)
    for index in 0...order {
      let i = Double(index)
      let term = logBinomial + i * logChance + Double(order - index) * logRest
      sum = logSum(sum, term + growth(i))
      logBinomial += log(Double(order - index)) - log(i + 1)
    }
    return sum
  }

  /// Section 3.3: two series on either side of the place where both densities of the mixture meet.
  private func moment(_ order: Double) -> Double {
    let middle = sigma * sigma * (logRest - logChance) + 0.5
    var (positive, negative) = (-Double.infinity, -Double.infinity)
    var (logBinomial, isPositive) = (0.0, true)
    for index in 0..<100_000 {
      let i = Double(index)
      let j = order - i
      let left =
        i * logChance + j * logRest + growth(i) + GaussianTail.logUpper((i - middle) / sigma)
      let right =
        j * logChance + i * logRest + growth(j) + GaussianTail.logUpper((middle - j) / sigma)
      let term = logBinomial + logSum(left, right)
      if isPositive { positive = logSum(positive, term) } else { negative = logSum(negative, term) }
      // From the order on the signs alternate, so what is left is smaller than this term.
      if i > order + 1 && term < positive - 32 {
        return positive + log1p(-exp(negative - positive))
      }
      if j < 0 { isPositive.toggle() }
      logBinomial += log(abs(j)) - log(i + 1)
    }
    return .infinity
  }

  private func growth(_ index: Double) -> Double {
    (index * index - index) / (2 * sigma * sigma)
  }
}
