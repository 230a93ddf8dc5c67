internal import Foundation

/// The composed loss under exponential tilting: relative accuracy around one place of the tail.
///
/// With chances p and a tilt λ, the chances p e^(λ loss - K) are composed instead, K being the
/// cumulant, by a Fourier transform. A rounding error of 1e-16 is then relative to the chances
/// around the tilted mean, not to 1. Losses outside the window of the transform come back at its
/// other end; the window is so wide that by Chernoff's bound they have a chance of 1e-20, which is
/// added to every δ, as is the rounding noise seen where nothing else can be.
struct TiltedLoss {
  /// The number of grid points above which a window is refused.
  static let mostPoints = 1 << 20
  /// The tilted chance of each end that the window leaves out.
  private static let outside = 1e-20

  let tilt: Double
  let width: Double
  let cumulant: Double
  /// The loss that the exponents refer to: the tilted mean.
  let centre: Double
  /// The first grid point, in widths.
  let first: Int
  /// The tilted chances from the first grid point.
  let chances: [Double]
  /// A bound on the error of a chance.
  let noise: Double
  let infinite: Double

  /// Composes under a tilt, or under a smaller one where rare large losses make its window too wide.
  ///
  /// - Returns: nil where all windows are too wide.
  init?(_ composition: LossComposition, near tilt: Double) {
    for share in [1, 0.9, 0.75, 0.5] {
      guard let loss = TiltedLoss(composition, tilt: share * tilt) else { continue }
      self = loss
      return
    }
    return nil
  }

  /// Composes under a tilt.
  ///
  /// - Returns: nil where the window is too wide for its width.
  init?(_ composition: LossComposition, tilt: Double) {
    let cumulants = composition.cumulants(at: tilt)
    let ends = Self.window(composition, tilt, cumulants)
    let (width, span) = (composition.width, (ends.upperBound - ends.lowerBound) / composition.width)
    guard span < 0.9 * Double(Self.mostPoints) else { return nil }
    let needed = Int(span) + 4
    let count = max(64, Int(exp2(log2(Double(needed) * 1.02).rounded(.up))))
    let wrapped = Self.transformed(composition, tilt, count)
    let first = Int((ends.lowerBound / width).rounded(.down)) - 1
    func chance(_ place: Int) -> Double {
      wrapped[((first + place) % count + count) % count]
    }
    chances = (0..<needed).map(chance)
    noise = (needed..<count).reduce(1e-18) { max($0, abs(chance($1))) }
    (self.tilt, self.width, self.first) = (tilt, width, first)
    (cumulant, centre, infinite) = (cumulants.value, cumulants.slope, composition.infinite)
  }

  /// Where the tilted loss lies, up to a chance of `outside` at either end.
  private static func window(
    _ composition: LossComposition, _ tilt: Double, _ cumulants: LossComposition.Cumulants
  ) -> ClosedRange<Double> {
    let deviation = max(cumulants.curvature.squareRoot(), composition.width)
    let room = -log(outside)
    func reach(_ sign: Double) -> Double {
      least(from: 2 * (2 * room).squareRoot() / deviation) { step in
        (composition.cumulants(at: tilt + sign * step).value - cumulants.value + room) / step
      }
    }
    let (low, high) = (-reach(-1), reach(1))
    return min(low, cumulants.slope)...max(high, cumulants.slope)
  }

  /// The least value at steps that shrink by a factor, of a function that falls and then rises.
  private static func least(from step: Double, _ function: (Double) -> Double) -> Double {
    var (step, least) = (step, Double.infinity)
    for _ in 0..<60 {
      let value = function(step)
      if value > least { break }
      least = value
      step /= 1.6
    }
    return least
  }

  /// The composed tilted chances, by place modulo the count.
  private static func transformed(
    _ composition: LossComposition, _ tilt: Double, _ count: Int
  ) -> [Double] {
    let transform = FourierTransform(count: count)
    let scale = 1 / Double(count)
    var product = Spectrum(
      real: [Double](repeating: scale, count: count),
      imaginary: [Double](repeating: 0, count: count))
    for term in composition.terms {
      var spectrum = Spectrum(
        real: tilted(term, composition.width, tilt, count),
        imaginary: [Double](repeating: 0, count: count))
      transform.forward(&spectrum.real, &spectrum.imaginary)
      product.multiply(byPower: term.count, of: spectrum)
    }
    transform.backward(&product.real, &product.imaginary)
    return product.real
  }

  /// One event's tilted chances, by place modulo the count; they add up to 1.
  private static func tilted(
    _ term: LossComposition.Term, _ width: Double, _ tilt: Double, _ count: Int
  ) -> [Double] {
    let step = tilt * width
    let exponents = term.logMasses.indices.map { term.logMasses[$0] + step * Double($0) }
    let peak = exponents.max() ?? 0
    let weights = exponents.map { exp($0 - peak) }
    let scale = 1 / weights.reduce(0, +)
    var wrapped = [Double](repeating: 0, count: count)
    var place = (term.distribution.first % count + count) % count
    for weight in weights {
      wrapped[place] += scale * weight
      place = place + 1 == count ? 0 : place + 1
    }
    return wrapped
  }
}
