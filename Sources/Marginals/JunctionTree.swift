/// A tree of cliques in which every attribute's cliques hang together, and which holds all cliques that were asked for.
///
/// The attributes are eliminated by the greedy rule of fewest cells; the maximal ones of the cliques that this makes are joined by a
/// maximum spanning tree, an edge's weight being the number of attributes that its ends share. Every attribute of the domain is in
/// the tree. Cliques without a shared attribute are joined by empty separators, so that there is always one tree.
package struct JunctionTree: Equatable, Sendable {
  /// The attributes' sizes.
  package let domain: AttributeDomain
  /// The maximal cliques; each but the first comes after its parent.
  package let cliques: [Clique]
  /// The place of each clique's parent; nil for the first.
  package let parents: [Int?]
  /// What each clique shares with its parent; empty for the first.
  package let separators: [Clique]
  /// The attributes in the order of their elimination, with those that each then met.
  let elimination: [Elimination]

  /// An attribute, and those that it meets when it is eliminated, with itself.
  struct Elimination: Equatable, Sendable {
    let attribute: Int
    let clique: Clique
  }

  /// The bytes of a cell.
  package static let bytesPerCell = 8

  /// Builds the tree.
  ///
  /// - Parameters:
  ///   - domain: The attributes.
  ///   - cliques: The cliques that must each be in a clique of the tree.
  ///   - limit: The most bytes that the tables of all the tree's cliques may take.
  /// - Throws: `MarginalsError` with names and sizes where the tree is larger.
  package init(
    _ domain: AttributeDomain, holding cliques: [Clique], atMostBytes limit: Int = .max
  ) throws(MarginalsError) {
    self.domain = domain
    elimination = EliminationGraph(cliques, sizes: domain.sizes).eliminate().map {
      Elimination(attribute: $0.attribute, clique: $0.clique)
    }
    let maximal = Clique.maximal(elimination.map(\.clique))
    try Self.check(maximal, of: domain, atMostBytes: limit)
    let order = Self.spanningOrder(maximal, domain)
    self.cliques = order.map { maximal[$0.clique] }
    let place = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1.clique, $0) })
    parents = order.map { $0.parent.flatMap { place[$0] } }
    separators = order.map { entry in
      entry.parent.map { maximal[entry.clique].intersection(maximal[$0]) } ?? Clique([])
    }
  }

  private static func check(
    _ cliques: [Clique], of domain: AttributeDomain, atMostBytes limit: Int
  ) throws(MarginalsError) {
    let cells = cliques.reduce(0) { $0 + domain.cells(of: $1) }
    guard cells * Double(bytesPerCell) > Double(min(limit, 1 << 50)) else { return }
    let largest = cliques.max { domain.cells(of: $0) < domain.cells(of: $1) } ?? Clique([])
    let sizes = largest.attributes.map { "\(domain.sizes[$0])" }.joined(separator: " x ")
    throw MarginalsError(
      "the model needs \(AttributeDomain.text(cells)) cells = "
        + "\(AttributeDomain.text(cells * Double(bytesPerCell))) bytes, more than the limit of \(limit); "
        + "its largest table is \(domain.title(largest)) with \(sizes) cells: measure smaller cliques, use "
        + "fewer bins, or raise the limit")
  }

  /// Prim's algorithm from the largest clique; of equal edges the first in the order of cliques.
  private static func spanningOrder(
    _ cliques: [Clique], _ domain: AttributeDomain
  ) -> [(clique: Int, parent: Int?)] {
    let cells = cliques.map(domain.cells(of:))
    guard let root = cliques.indices.max(by: { cells[$0] < cells[$1] }) else { return [] }
    var order: [(clique: Int, parent: Int?)] = [(root, nil)]
    var best = cliques.map { (weight: $0.intersection(cliques[root]).count, parent: root) }
    var outside = cliques.indices.filter { $0 != root }
    while let next = outside.max(by: { (best[$0].weight, $1) < (best[$1].weight, $0) }) {
      order.append((next, best[next].parent))
      outside.removeAll { $0 == next }
      for other in outside {
        let weight = cliques[other].intersection(cliques[next]).count
        if weight > best[other].weight { best[other] = (weight, next) }
      }
    }
    return order
  }

  /// The cells of all cliques' tables.
  package var cells: Int { cliques.reduce(0) { $0 + Int(domain.cells(of: $1)) } }
  /// The bytes of all cliques' tables.
  package var bytes: Int { cells * Self.bytesPerCell }

  /// The place of the smallest clique with all attributes of another; nil where no clique has them.
  package func home(of clique: Clique) -> Int? {
    cliques.indices.filter { clique.isSubset(of: cliques[$0]) }
      .min { domain.cells(of: cliques[$0]) < domain.cells(of: cliques[$1]) }
  }

  /// The cells of the tree that would hold some cliques, without building it; it may be too large for any memory.
  ///
  /// - Parameters:
  ///   - domain: The attributes.
  ///   - cliques: The cliques to be held.
  /// - Returns: The sum over the maximal cliques after triangulation.
  /// - Complexity: O(attributes x the square of the largest clique's attributes).
  package static func cells(_ domain: AttributeDomain, holding cliques: [Clique]) -> Double {
    let elimination = EliminationGraph(cliques, sizes: domain.sizes).eliminate()
    return Clique.maximal(elimination.map(\.clique)).reduce(0) { $0 + domain.cells(of: $1) }
  }

  /// The bytes of the tree that would hold some cliques; infinite rather than overflowing.
  package static func bytes(_ domain: AttributeDomain, holding cliques: [Clique]) -> Double {
    cells(domain, holding: cliques) * Double(bytesPerCell)
  }
}
