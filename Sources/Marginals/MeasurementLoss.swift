/// How far marginals are from measurements: half the sum of squared differences, each over its measurement's standard deviation.
struct MeasurementLoss: Sendable {
  private struct Term: Sendable {
    let part: TableLayout
    let start: Int
    /// The noisy counts, axes in the order of the potentials'.
    let counts: [Double]
    /// The inverse variance.
    let weight: Double
  }

  private let terms: [Term]
  private let layout: CliqueVector.Layout
  /// The sum of the inverse variances, each times the squared total: how quickly the gradient by shares can turn.
  let weights: Double

  /// Prepares measurements; those of the empty clique only tell the total, and are left out.
  ///
  /// - Parameters:
  ///   - measurements: Of cliques that are each in one of the potentials'.
  ///   - layout: The potentials.
  init(_ measurements: [LinearMeasurement], _ layout: CliqueVector.Layout) {
    self.layout = layout
    terms = measurements.filter { $0.clique.count > 0 }.map { measurement in
      guard let place = layout.place(holding: measurement.clique) else {
        preconditionFailure("no potential holds \(measurement.clique.attributes)")
      }
      let axes = layout.domain.axes(of: measurement.clique)
      let counts = Factor(
        axes: measurement.clique.attributes,
        sizes: measurement.clique.attributes.map { layout.domain.sizes[$0] },
        values: measurement.values)
      return Term(
        part: TableLayout(of: axes, in: layout.axes[place], sizes: layout.sizes(place)),
        start: layout.offsets[place], counts: counts.transposed(to: axes).values,
        weight: 1 / (measurement.sigma * measurement.sigma))
    }
    weights = terms.reduce(0) { $0 + $1.weight }
  }

  /// The loss of marginals, and its gradient by them.
  func evaluate(_ marginals: CliqueVector) -> (loss: Double, gradient: CliqueVector) {
    var gradient = CliqueVector(layout: layout)
    var loss = 0.0
    for term in terms {
      var residuals = term.counts
      Cells.scale(&residuals, by: -1)
      term.part.sum(marginals.values, from: term.start, into: &residuals)
      loss += term.weight * Cells.dot(residuals, residuals)
      Cells.scale(&residuals, by: term.weight)
      term.part.add(residuals, to: &gradient.values, at: term.start)
    }
    return (loss / 2, gradient)
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
