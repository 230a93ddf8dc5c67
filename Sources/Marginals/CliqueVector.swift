/// One table for each of several cliques, side by side: potentials, marginals, gradients.
///
/// Tables lie in the order in which estimation works, few values first; `factor` gives one with ascending axes.
package struct CliqueVector: Equatable, Sendable {
  /// Where the tables lie.
  struct Layout: Equatable, Sendable {
    let domain: AttributeDomain
    let cliques: [Clique]
    let axes: [[Int]]
    /// The first cell of each table, then the number of all cells.
    let offsets: [Int]

    init(_ domain: AttributeDomain, _ cliques: [Clique]) {
      self.domain = domain
      self.cliques = cliques
      axes = cliques.map(domain.axes(of:))
      offsets = cliques.reduce(into: [0]) { $0.append(($0.last ?? 0) + Int(domain.cells(of: $1))) }
    }

    var cells: Int { offsets.last ?? 0 }

    func sizes(_ place: Int) -> [Int] { axes[place].map { domain.sizes[$0] } }

    func cells(_ place: Int) -> Range<Int> { offsets[place]..<offsets[place + 1] }

    /// The place of the first table that has all attributes of a clique.
    func place(holding clique: Clique) -> Int? { cliques.firstIndex(where: clique.isSubset(of:)) }
  }

  let layout: Layout
  var values: [Double]

  /// Tables of zeros.
  ///
  /// - Parameters:
  ///   - cliques: One clique for each table; the tables must fit memory.
  ///   - domain: The attributes' sizes.
  package init(zerosOver cliques: [Clique], of domain: AttributeDomain) {
    self.init(layout: Layout(domain, cliques))
  }

  init(layout: Layout, values: [Double]? = nil) {
    self.layout = layout
    self.values = values ?? Array(repeating: 0, count: layout.cells)
    precondition(self.values.count == layout.cells, "\(self.values.count) of \(layout.cells) cells")
  }

  /// The cliques, in the order of the tables.
  package var cliques: [Clique] { layout.cliques }

  /// One clique's table, axes ascending.
  ///
  /// - Parameter place: The place of the clique.
  /// - Returns: A factor.
  package func factor(_ place: Int) -> Factor {
    table(at: place).transposed(to: layout.cliques[place].attributes)
  }

  private func table(at place: Int) -> Factor {
    Factor(
      axes: layout.axes[place], sizes: layout.sizes(place),
      values: Array(values[layout.cells(place)]))
  }

  /// Adds a factor to the first table that has all its attributes, repeated along the others.
  ///
  /// - Parameter factor: Over some attributes of one of the cliques.
  package mutating func add(_ factor: Factor) {
    guard let place = layout.place(holding: factor.clique) else {
      preconditionFailure("no clique has the axes \(factor.axes)")
    }
    let order = layout.axes[place].filter(factor.axes.contains)
    var table = table(at: place)
    TableLayout(of: order, in: table.axes, sizes: table.sizes)
      .add(factor.transposed(to: order).values, to: &table.values)
    values.replaceSubrange(layout.cells(place), with: table.values)
  }

  /// The sum with a multiple of a vector over the same cliques.
  package func adding(_ other: CliqueVector, times factor: Double) -> CliqueVector {
    var result = self
    Cells.add(other.values, times: factor, to: &result.values)
    return result
  }

  /// The sum of the products of cells.
  package func dot(_ other: CliqueVector) -> Double {
    precondition(layout == other.layout, "two vectors over different cliques")
    return Cells.dot(values, other.values)
  }
}
