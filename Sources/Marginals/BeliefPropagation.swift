import Foundation
import Synchronization
import Tensors

/// Marginals of the distribution whose logarithm is a sum of potentials, exact, over a junction tree.
///
/// Upwards, from the leaves to the root, each clique adds its potentials and its children's messages in logarithms, takes off the
/// largest in every cell of its separator, and keeps the exponentials: P(clique | separator) up to a factor for each cell of the separator.
/// The logarithms of their sums are the message. Downwards, each clique multiplies them by P(separator) / sum. So there is
/// one exponential for each cell, nothing overflows, no logarithm is subtracted from another one, and cells of minus infinity,
/// structural zeros, become exact zeros.
struct BeliefPropagation: Sendable {
  let tree: JunctionTree
  /// The cliques of the potentials.
  let layout: CliqueVector.Layout
  private let nodes: [PropagationNode]
  private let slabs: [[Slab]]

  /// Prepares a tree.
  ///
  /// - Parameters:
  ///   - tree: Holds all of the cliques.
  ///   - cliques: The cliques of the potentials, none inside another.
  init(_ tree: JunctionTree, potentials cliques: [Clique]) {
    self.tree = tree
    layout = CliqueVector.Layout(tree.domain, cliques)
    nodes = PropagationNode.all(of: tree, potentials: layout)
    slabs = nodes.map { node in (0..<node.shape.count).map { _ in Slab() } }
  }

  /// Finds the marginals of the potentials' cliques, and leaves those of the tree's cliques in the slabs.
  ///
  /// - Parameters:
  ///   - potentials: Logarithms, minus infinity for what cannot occur.
  ///   - total: What every marginal sums to.
  ///   - threads: The most slabs in work at a time.
  /// - Returns: The marginals of the cliques of the potentials.
  /// - Throws: `MarginalsError` where no cell at all is possible.
  func marginals(
    of potentials: CliqueVector, total: Double, threads: Int
  ) async throws -> CliqueVector {
    precondition(potentials.layout == layout, "potentials of other cliques")
    var messages: [Message] = nodes.map { _ in Message() }
    for place in nodes.indices.reversed() {
      let node = nodes[place]
      let received = node.children.map { messages[$0.node].logarithms }
      try await forEachSlab(of: place, threads: threads) { slab, state in
        node.collect(&state, slab: slab, potentials: potentials.values, messages: received)
      }
      messages[place] = combined(place)
    }
    guard let root = messages.first, root.largest[0].isFinite else {
      throw MarginalsError(
        "the structural zeros and the potentials leave no possible record; allow more cells")
    }
    return try await distribute(messages, total: total, threads: threads)
  }

  private func distribute(
    _ messages: [Message], total: Double, threads: Int
  ) async throws -> CliqueVector {
    var result = CliqueVector(layout: layout)
    var separators: [[Double]] = nodes.map { _ in [total] }
    for place in nodes.indices {
      let node = nodes[place]
      let message = messages[place]
      let ratios = zip(separators[place], message.sums).map { $1 > 0 ? $0 / $1 : 0 }
      try await forEachSlab(of: place, threads: threads) { slab, state in
        node.distribute(&state, slab: slab, ratios: ratios, largest: message.largest)
      }
      for (index, answer) in node.answers.enumerated() {
        let table = gathered(place, index)
        switch answer.receiver {
        case .potential(let potential):
          result.values.replaceSubrange(layout.cells(potential), with: table)
        case .separator(let child): separators[child] = table
        }
      }
      for derived in node.derived {
        var table: [Double] = Array(repeating: 0, count: derived.cells)
        derived.layout.sum(result.values, from: layout.offsets[derived.potential], into: &table)
        separators[derived.child] = table
      }
    }
    return result
  }

  /// Makes the mean of the marginals so far the weighted mean of itself and the last marginals.
  ///
  /// - Parameters:
  ///   - weight: The weight of the last marginals; 1 forgets what was before.
  ///   - threads: The most slabs in work at a time.
  /// - Throws: `CancellationError`.
  func blend(weight: Double, threads: Int) async throws {
    for place in nodes.indices {
      try await forEachSlab(of: place, threads: threads) { _, state in
        if state.mean.isEmpty || weight == 1 {
          state.mean = state.cells
        } else {
          Cells.blend(state.cells, weight: weight, into: &state.mean)
        }
      }
    }
  }

  /// The marginals of the tree's cliques.
  ///
  /// - Parameter isMean: Whether the mean over iterations is meant rather than the last marginals.
  /// - Returns: One table for each clique of the tree, few values first.
  func tables(mean isMean: Bool) -> [Factor] {
    zip(nodes, slabs).map { node, slabs in
      var values: [Double] = []
      values.reserveCapacity(node.shape.count * node.shape.cells)
      for slab in slabs {
        slab.state.withLock { values += isMean ? $0.mean : $0.cells }
      }
      return Factor(axes: node.shape.axes, sizes: node.shape.sizes, values: values)
    }
  }

  private func forEachSlab(
    of place: Int, threads: Int, _ body: @escaping @Sendable (Int, inout Slab.State) -> Void
  ) async throws {
    let slabs = slabs[place]
    guard slabs.count > 1 && threads > 1 else {
      for (index, slab) in slabs.enumerated() { slab.state.withLock { body(index, &$0) } }
      return
    }
    let tasks = min(slabs.count, 4 * threads)
    _ = try await concurrentMap(Array(0..<tasks), width: threads) { task in
      for index in (task * slabs.count / tasks)..<((task + 1) * slabs.count / tasks) {
        slabs[index].state.withLock { body(index, &$0) }
      }
    }
  }

  /// What the slabs of a clique say to the parent, in their order.
  private func combined(_ place: Int) -> Message {
    let separator = nodes[place].separator
    var message = Message(cells: separator.cells)
    for (slab, start) in zip(slabs[place], separator.starts) {
      slab.state.withLock { state in
        for (cell, largest) in state.largest.enumerated()
        where largest > message.largest[start + cell] {
          message.largest[start + cell] = largest
        }
      }
    }
    for (slab, start) in zip(slabs[place], separator.starts) {
      slab.state.withLock { state in
        for (cell, sum) in state.sums.enumerated() where sum > 0 {
          let largest = message.largest[start + cell]
          let factor = state.largest[cell] == largest ? 1 : exp(state.largest[cell] - largest)
          message.sums[start + cell] += sum * factor
        }
      }
    }
    message.logarithms = zip(message.largest, message.sums).map { $0 + log($1) }
    return message
  }

  /// The sum of what the slabs found for one of a clique's answers, in their order.
  private func gathered(_ place: Int, _ answer: Int) -> [Double] {
    let attachment = nodes[place].answers[answer].attachment
    var table: [Double] = Array(repeating: 0, count: attachment.cells)
    for (slab, start) in zip(slabs[place], attachment.starts) {
      slab.state.withLock { state in
        for (cell, value) in state.answers[answer].enumerated() { table[start + cell] += value }
      }
    }
    return table
  }
}

/// What a clique says to its parent, for each cell of the separator.
private struct Message: Sendable {
  /// The largest logarithm.
  var largest: [Double] = []
  /// The sum of the exponentials after the largest was taken off.
  var sums: [Double] = []
  /// The logarithm of the sum of the exponentials.
  var logarithms: [Double] = []

  init(cells: Int = 0) {
    largest = Array(repeating: -.infinity, count: cells)
    sums = Array(repeating: 0, count: cells)
  }
}
