import Foundation

/// What one clique of a junction tree does when messages pass: the tables that it adds, and those that it answers with.
struct PropagationNode: Sendable {
  /// Who gets a marginal of the clique.
  enum Receiver {
    /// The potential of that place.
    case potential(Int)
    /// The separator between the clique and that child.
    case separator(Int)
  }

  let shape: SlabShape
  /// What the clique shares with its parent.
  let separator: Attachment
  /// The potentials that the clique adds.
  let potentials: [(start: Int, attachment: Attachment)]
  /// The children, whose messages the clique adds.
  let children: [(node: Int, attachment: Attachment)]
  /// The marginals that the clique finds by going through its cells.
  let answers: [(receiver: Receiver, attachment: Attachment)]
  /// The children's separators that are found from the marginal of a potential, without going through the cells.
  let derived: [(child: Int, potential: Int, layout: TableLayout, cells: Int)]

  /// The nodes of a tree; each potential goes to the smallest clique that can hold it.
  static func all(of tree: JunctionTree, potentials: CliqueVector.Layout) -> [PropagationNode] {
    let homes = potentials.cliques.map { clique in
      guard let home = tree.home(of: clique) else {
        preconditionFailure("the tree does not hold \(clique.attributes)")
      }
      return home
    }
    return tree.cliques.indices.map { place in
      PropagationNode(
        place, of: tree, potentials: potentials,
        held: potentials.cliques.indices.filter { homes[$0] == place })
    }
  }

  private init(
    _ place: Int, of tree: JunctionTree, potentials layout: CliqueVector.Layout, held: [Int]
  ) {
    let domain = tree.domain
    let axes = domain.axes(of: tree.cliques[place])
    let shape = SlabShape(axes: axes, sizes: axes.map { domain.sizes[$0] })
    self.shape = shape
    separator = shape.attachment(domain.axes(of: tree.separators[place]))
    let own = held.map { ($0, shape.attachment(layout.axes[$0])) }
    potentials = own.map { (layout.offsets[$0.0], $0.1) }
    children = tree.parents.indices.filter { tree.parents[$0] == place }.map {
      ($0, shape.attachment(domain.axes(of: tree.separators[$0])))
    }
    var answers = own.map { (Receiver.potential($0.0), $0.1) }
    var derived: [(Int, Int, TableLayout, Int)] = []
    for (child, attachment) in children {
      let shared = tree.separators[child]
      if let source = held.first(where: { shared.isSubset(of: layout.cliques[$0]) }) {
        let part = TableLayout(
          of: domain.axes(of: shared), in: layout.axes[source], sizes: layout.sizes(source))
        derived.append((child, source, part, attachment.cells))
      } else {
        answers.append((.separator(child), attachment))
      }
    }
    (self.answers, self.derived) = (answers, derived)
  }

  /// Adds up one slab's logarithms, and takes their exponentials below the largest in each cell of the separator.
  func collect(
    _ state: inout Slab.State, slab: Int, potentials values: [Double], messages: [[Double]]
  ) {
    Cells.fill(&state.cells, with: 0, count: shape.cells)
    for (start, attachment) in potentials {
      attachment.layout.add(values, from: start + attachment.starts[slab], to: &state.cells)
    }
    for (message, child) in zip(messages, children) {
      child.attachment.layout.add(message, from: child.attachment.starts[slab], to: &state.cells)
    }
    Cells.fill(&state.largest, with: -.infinity, count: separator.part)
    state.sums = separator.layout.exponentiate(&state.cells, below: &state.largest)
  }

  /// Turns one slab's exponentials into marginals, and sums them for all answers.
  func distribute(_ state: inout Slab.State, slab: Int, ratios: [Double], largest: [Double]) {
    let start = separator.starts[slab]
    let factors = (0..<separator.part).map { cell in
      let ratio = ratios[start + cell]
      let (own, all) = (state.largest[cell], largest[start + cell])
      return ratio == 0 || own == all ? ratio : ratio * exp(own - all)
    }
    separator.layout.multiply(&state.cells, by: factors)
    if state.answers.isEmpty { state.answers = answers.map { _ in [] } }
    for (index, answer) in answers.enumerated() {
      Cells.fill(&state.answers[index], with: 0, count: answer.attachment.part)
      answer.attachment.layout.sum(state.cells, into: &state.answers[index])
    }
  }
}
