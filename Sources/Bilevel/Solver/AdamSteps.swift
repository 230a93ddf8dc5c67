/// Adam (Kingma and Ba 2015) with its usual constants.
struct AdamSteps: Equatable, Sendable, Codable {
  var coefficients: [Double]
  private let rate: Double
  private var first: [Double]
  private var second: [Double]
  private var count = 0

  init(_ coefficients: [Double], rate: Double) {
    (self.coefficients, self.rate) = (coefficients, rate)
    first = Array(repeating: 0, count: coefficients.count)
    second = first
  }

  mutating func step(_ gradient: [Double]) {
    count += 1
    let firstScale = 1 - power(0.9, count)
    let secondScale = 1 - power(0.999, count)
    for place in gradient.indices {
      first[place] = 0.9 * first[place] + 0.1 * gradient[place]
      second[place] = 0.999 * second[place] + 0.001 * gradient[place] * gradient[place]
      coefficients[place] -=
        rate * (first[place] / firstScale)
        / ((second[place] / secondScale).squareRoot() + 1e-8)
    }
  }

  private func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, factor, rest) = (1.0, base, exponent)
    while rest > 0 {
      if rest % 2 == 1 { result *= factor }
      factor *= factor
      rest /= 2
    }
    return result
  }
}
