internal import Foundation

/// The choice of a grid for composed losses.
struct LossGrid {
  /// The grid points for each standard deviation of the mean event, at least.
  private static let pointsPerDeviation = 100.0
  /// The grid points for an event that cost hardly any time.
  private static let freePoints = 65_536.0

  /// A width of about a hundredth of the mean event's standard deviation, finer for few events.
  let width: Double
  /// A loss of which widths should be parts or multiples.
  private let step: Double?

  /// Chooses for sources with their numbers of uses.
  init(_ sources: [LossComposition.Source]) {
    var (variance, uses, span) = (0.0, 0.0, 0.0)
    var heaviest: (weight: Double, step: Double)?
    for source in sources {
      let range = source.loss.range
      variance += Double(source.count) * Self.variance(source.loss, in: range)
      uses += Double(source.count)
      span = max(span, range.upperBound - range.lowerBound)
      if let step = source.loss.step, step > 0 {
        let weight = Double(source.count) * range.upperBound
        if weight >= heaviest?.weight ?? 0 { heaviest = (weight, step) }
      }
    }
    step = heaviest?.step
    let coarse = (variance / uses).squareRoot() / Self.pointsPerDeviation
    let fine = max(coarse / max(1, 20 / uses.squareRoot()), span / Self.freePoints)
    width = Self.aligned(
      max(min(coarse, fine), span / Double(TiltedLoss.mostPoints / 2)), step)
  }

  /// The nearest width that is a part or a multiple of the step.
  func aligned(_ width: Double) -> Double { Self.aligned(width, step) }

  private static func aligned(_ width: Double, _ step: Double?) -> Double {
    guard let step else { return width }
    return step >= width
      ? step / (step / width).rounded(.up) : step * max(1, (width / step).rounded())
  }

  /// The variance of a loss, by discretising it coarsely.
  private static func variance(_ loss: SampledLoss, in range: ClosedRange<Double>) -> Double {
    let width = max((range.upperBound - range.lowerBound) / 4096, .leastNormalMagnitude)
    let distribution = LossDistribution(loss, width: width)
    var (sum, squares) = (0.0, 0.0)
    for (index, mass) in distribution.masses.enumerated() {
      let value = Double(distribution.first + index) * width
      sum += mass * value
      squares += mass * value * value
    }
    return max(squares - sum * sum, width * width)
  }
}
