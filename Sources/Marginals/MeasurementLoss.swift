/// How far marginals are from measurements: half the sum of squared differences, each over its measurement's standard deviation.
///
/// Measurements of one clique are taken together as their mean, weighted by inverse variances: what they differ by from each
/// other is a constant, which the loss keeps.
struct MeasurementLoss: Sendable {
  private struct Term: Sendable {
    let part: TableLayout
    let start: Int
    /// The noisy counts, axes in the order of the potentials'.
    let counts: [Double]
    /// The inverse variance.
    let weight: Double

    /// No fit needs to come closer to counts than this, in records.
    private static let leastDeviation = 0.5

    /// The largest sum of squared differences that noise explains.
    var expected: Double {
      let cells = Double(counts.count)
      let variance = max(1 / weight, Self.leastDeviation * Self.leastDeviation)
      return variance * (cells + 3 * (2 * cells).squareRoot())
    }

    init(_ mean: MeanCounts, in layout: CliqueVector.Layout) {
      let clique = mean.clique
      guard let place = layout.place(holding: clique) else {
        preconditionFailure("no potential holds \(clique.attributes)")
      }
      let axes = layout.domain.axes(of: clique)
      let counts = Factor(
        axes: clique.attributes, sizes: clique.attributes.map { layout.domain.sizes[$0] },
        values: mean.values)
      part = TableLayout(of: axes, in: layout.axes[place], sizes: layout.sizes(place))
      start = layout.offsets[place]
      self.counts = counts.transposed(to: axes).values
      weight = mean.weight
    }
  }

  private let terms: [Term]
  private let layout: CliqueVector.Layout
  /// What the measurements of one clique differ by from their mean, in the loss's unit.
  private let scatter: Double
  /// The sum of the inverse variances, each times the squared total: how quickly the gradient by shares can turn.
  let weights: Double

  /// Prepares measurements; those of the empty clique only tell the total, and are left out.
  ///
  /// - Parameters:
  ///   - measurements: Of cliques that are each in one of the potentials'.
  ///   - layout: The potentials.
  init(_ measurements: [LinearMeasurement], _ layout: CliqueVector.Layout) {
    self.layout = layout
    var merged: [Clique: MeanCounts] = [:]
    for measurement in measurements where measurement.clique.count > 0 {
      merged[measurement.clique, default: MeanCounts(measurement)].add(measurement)
    }
    let cliques = merged.keys.sorted()
    terms = cliques.compactMap { merged[$0] }.map { Term($0, in: layout) }
    scatter = cliques.reduce(0) { $0 + (merged[$1]?.scatter ?? 0) } / 2
    weights = terms.reduce(0) { $0 + $1.weight }
  }

  /// The loss of marginals, its gradient by them, and whether what is left is what noise alone would leave.
  ///
  /// That is so where each clique's sum of squared differences is within three standard deviations of what its cells expect of
  /// their noise, or of half a record where the noise is less.
  func evaluate(
    _ marginals: CliqueVector
  ) -> (loss: Double, gradient: CliqueVector, isWithinNoise: Bool) {
    var gradient = CliqueVector(layout: layout)
    var loss = 2 * scatter
    var isWithinNoise = true
    for term in terms {
      var residuals = term.counts
      Cells.scale(&residuals, by: -1)
      term.part.sum(marginals.values, from: term.start, into: &residuals)
      let squares = Cells.dot(residuals, residuals)
      loss += term.weight * squares
      if squares > term.expected { isWithinNoise = false }
      Cells.scale(&residuals, by: term.weight)
      term.part.add(residuals, to: &gradient.values, at: term.start)
    }
    return (loss / 2, gradient, isWithinNoise)
  }

  /// Twice what the loss has beyond its linear part after a move: the move's weighted sum of squares.
  func curvature(along move: CliqueVector) -> Double {
    terms.reduce(0) { sum, term in
      var moved: [Double] = Array(repeating: 0, count: term.counts.count)
      term.part.sum(move.values, from: term.start, into: &moved)
      return sum + term.weight * Cells.dot(moved, moved)
    }
  }
}

/// The mean of one clique's measurements, weighted by inverse variances.
private struct MeanCounts {
  let clique: Clique
  private(set) var values: [Double]
  /// The sum of the inverse variances.
  private(set) var weight = 0.0
  /// The weighted sum of the measurements' squared differences from their mean.
  private(set) var scatter = 0.0

  /// A mean of no measurement yet.
  init(_ first: LinearMeasurement) {
    clique = first.clique
    values = Array(repeating: 0, count: first.values.count)
  }

  /// Takes one measurement more into the mean (West's update).
  mutating func add(_ measurement: LinearMeasurement) {
    let own = 1 / (measurement.sigma * measurement.sigma)
    let share = own / (weight + own)
    var squares = 0.0
    for cell in values.indices {
      let difference = measurement.values[cell] - values[cell]
      squares += difference * difference
      values[cell] += share * difference
    }
    scatter += weight * share * squares
    weight += own
  }
}
