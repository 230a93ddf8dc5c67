/// Noisy counts of a clique's cells, as a mechanism published them.
///
/// A measurement of the empty clique is one noisy count of all records.
package struct LinearMeasurement: Equatable, Sendable {
  /// What was counted.
  package let clique: Clique
  /// The noisy counts, the axes ascending, the last varying quickest.
  package let values: [Double]
  /// The standard deviation of the noise in every cell.
  package let sigma: Double

  /// Checks a measurement.
  ///
  /// - Parameters:
  ///   - clique: What was counted.
  ///   - values: The noisy counts, which may be negative; axes ascending, the last varying quickest.
  ///   - sigma: The standard deviation of the noise in each, above 0.
  ///   - domain: The attributes' sizes.
  /// - Throws: `MarginalsError` where the counts do not fit the clique, or a number is not finite.
  package init(
    _ clique: Clique, values: [Double], sigma: Double, of domain: AttributeDomain
  ) throws(MarginalsError) {
    guard clique.attributes.allSatisfy({ $0 >= 0 && $0 < domain.count }) else {
      throw MarginalsError(
        "a measurement names attribute \(clique.attributes.last ?? 0) of a domain of \(domain.count); "
          + "measure cliques of the domain that is fitted")
    }
    guard domain.cells(of: clique) == Double(values.count) else {
      throw MarginalsError(
        "the measurement of \(domain.title(clique)) has \(values.count) counts where the domain has "
          + "\(AttributeDomain.text(domain.cells(of: clique))) cells; give one for each cell")
    }
    guard sigma.isFinite && sigma > 0 else {
      throw MarginalsError(
        "the measurement of \(domain.title(clique)) has noise of standard deviation \(sigma); "
          + "it must be a number above 0")
    }
    if let place = values.firstIndex(where: { !$0.isFinite }) {
      throw MarginalsError(
        "the measurement of \(domain.title(clique)) is no finite number in cell \(place); "
          + "leave the measurement out, or repair its source")
    }
    (self.clique, self.values, self.sigma) = (clique, values, sigma)
  }

  /// The number of records that measurements tell of: the mean of their sums, weighted by the inverse of their variances.
  ///
  /// - Parameter measurements: Measurements of any cliques.
  /// - Returns: At least 1, which is also what no measurement tells.
  package static func total(of measurements: [LinearMeasurement]) -> Double {
    var (sum, weight) = (0.0, 0.0)
    for measurement in measurements {
      let variance = measurement.sigma * measurement.sigma * Double(measurement.values.count)
      sum += measurement.values.reduce(0, +) / variance
      weight += 1 / variance
    }
    return weight > 0 ? max(1, sum / weight) : 1
  }
}

/// Combinations of values that cannot occur, and to which a model gives no probability at all.
package struct StructuralZeros: Equatable, Sendable {
  /// The attributes.
  package let clique: Clique
  /// The impossible cells, axes ascending, the last varying quickest.
  package let cells: [Int]

  /// Checks the cells.
  ///
  /// - Parameters:
  ///   - clique: The attributes.
  ///   - cells: The impossible cells of their table.
  ///   - domain: The attributes' sizes.
  /// - Throws: `MarginalsError` where there is no such cell, or every cell would be impossible.
  package init(_ clique: Clique, cells: [Int], of domain: AttributeDomain) throws(MarginalsError) {
    let count = domain.cells(of: clique)
    if let cell = cells.first(where: { $0 < 0 || Double($0) >= count }) {
      throw MarginalsError(
        "the structural zeros of \(domain.title(clique)) name cell \(cell) of \(AttributeDomain.text(count)); "
          + "count cells from 0, the last attribute varying quickest")
    }
    let different = Set(cells)
    guard Double(different.count) < count else {
      throw MarginalsError(
        "the structural zeros of \(domain.title(clique)) leave no cell; allow at least one")
    }
    (self.clique, self.cells) = (clique, different.sorted())
  }

  /// 0 in the possible cells, minus infinity in the others.
  func potential(of domain: AttributeDomain) -> Factor {
    var factor = Factor(repeating: 0, over: clique, of: domain)
    for cell in cells { factor.values[cell] = -.infinity }
    return factor
  }
}
