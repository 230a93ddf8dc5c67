internal import Foundation

/// A privacy loss distribution on the multiples of a width.
///
/// Each outcome's chances under both distributions are divided between the grid points on either
/// side of its loss such that both sums stay what they are ("connecting the dots", Doroshenko, Ghazi,
/// Kamath, Kumar and Manurangsi 2022). Every δ is then at least the true one, and too large by a
/// term in the square of the width.
struct LossDistribution: Sendable {
  /// The distance of grid points.
  let width: Double
  /// The first grid point, in widths.
  let first: Int
  /// The chances of the grid points, from the first.
  private(set) var masses: [Double]
  /// The chance counted as an infinite loss: what discretising left out.
  let infinite: Double

  /// Discretises.
  init(_ source: SampledLoss, width: Double) {
    let range = source.range
    let first = Int((range.lowerBound / width).rounded(.down))
    let last = max(Int((range.upperBound / width).rounded(.up)), first + 1)
    (self.width, self.first) = (width, first)
    masses = [Double](repeating: 0, count: last - first + 1)
    infinite = 4e-32
    for atom in source.pair.atoms {
      let cell = Int((source.loss(of: atom.loss) / width).rounded(.down))
      let masses = source.mixed(LossMasses(upper: atom.mass, lower: atom.lowerMass))
      deposit(masses, inCell: min(max(cell, first), last - 1))
    }
    if let continuous = source.pair.continuous { depositAll(source, within: continuous) }
  }

  private mutating func depositAll(_ source: SampledLoss, within range: ClosedRange<Double>) {
    func original(_ place: Int) -> Double {
      let loss = source.original(of: Double(place) * width)
      return min(max(loss, range.lowerBound), range.upperBound)
    }
    var end = original(first)
    for cell in first..<(first + masses.count - 1) {
      let next = original(cell + 1)
      let (low, high) = (min(end, next), max(end, next))
      if high > low {
        deposit(source.mixed(source.pair.masses(from: low, to: high)), inCell: cell)
      }
      end = next
    }
  }

  /// Divides chances between the ends of a cell so that both distributions keep their sums.
  private mutating func deposit(_ chances: LossMasses, inCell cell: Int) {
    let odds = exp(Double(cell) * width)
    // Beyond the greatest number the lower chance has vanished; all that is left is rounded up.
    let surplus = odds.isFinite ? chances.upper - chances.lower * odds : chances.upper
    let above = min(max(surplus / -expm1(-width), 0), chances.upper)
    masses[cell - first] += chances.upper - above
    masses[cell - first + 1] += above
  }
}
