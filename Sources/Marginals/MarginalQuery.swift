/// The marginals of any cliques from the tables of a calibrated junction tree, by elimination of whatever was not asked for.
///
/// What is asked for beyond a clique of the tree comes in over separators: P(separator, asked) of one side, divided by P(separator), times
/// the clique's own marginal, summed over the separator. What came over an edge is kept, and serves all later questions.
/// All numbers are probabilities and sums of them, so that nothing cancels.
struct MarginalQuery {
  private struct Passage: Hashable {
    let from: Int
    let to: Int
    let asked: Clique
  }
  private struct Part: Hashable {
    let node: Int
    let clique: Clique
  }

  private let model: MarkovModel
  private let structure: TreeStructure
  private var passages: [Passage: Factor] = [:]
  private var parts: [Part: Factor] = [:]

  init(_ model: MarkovModel, _ structure: TreeStructure) {
    (self.model, self.structure) = (model, structure)
  }

  /// The marginal of a clique, axes ascending.
  mutating func marginal(of clique: Clique) -> Factor {
    joint(at: structure.start(for: clique), from: nil, clique)
      .transposed(to: clique.attributes)
  }

  /// The marginal of a clique of the tree onto some of its attributes.
  private mutating func part(_ node: Int, _ clique: Clique) -> Factor {
    let key = Part(node: node, clique: clique)
    if let known = parts[key] { return known }
    let result = model.tables[node].reduced(onto: model.domain.axes(of: clique))
    parts[key] = result
    return result
  }

  /// The marginal of what an edge's separator holds and of what is asked for on the side that it comes from.
  private mutating func passage(_ from: Int, _ to: Int, _ asked: Clique) -> Factor {
    let key = Passage(from: from, to: to, asked: asked)
    if let known = passages[key] { return known }
    let result = joint(at: from, from: to, asked.union(structure.separator(from, to)))
    passages[key] = result
    return result
  }

  /// The marginal of a clique whose attributes are in a node or behind its neighbours, but for one neighbour.
  private mutating func joint(at node: Int, from excluded: Int?, _ wanted: Clique) -> Factor {
    let own = wanted.intersection(model.tree.cliques[node])
    let branches = structure.branches(of: wanted, at: node, except: excluded)
    guard !branches.isEmpty else { return part(node, own) }
    let needed = branches.reduce(own) { $0.union(structure.separator(node, $1.neighbour)) }
    var result = part(node, needed)
    var later = branches.map { structure.separator(node, $0.neighbour) }
    var reached = own
    for branch in branches {
      let separator = later.removeFirst()
      let condition = passage(branch.neighbour, node, branch.asked).divided(
        by: part(node, separator))
      reached = reached.union(branch.asked)
      let kept = later.reduce(reached) { $0.union($1) }
      result = result.contracted(with: condition, onto: model.domain.axes(of: kept))
    }
    return result
  }
}

/// Where the attributes of a junction tree are, seen from each of its cliques.
struct TreeStructure: Sendable {
  private let tree: JunctionTree
  private let neighbours: [[Int]]
  /// Cliques x attributes: the neighbour behind which an attribute is, or the clique itself.
  private let directions: [[Int]]
  /// Cliques x attributes: the number of edges to the attribute.
  private let distances: [[Int]]

  init(_ tree: JunctionTree) {
    self.tree = tree
    var neighbours: [[Int]] = tree.cliques.map { _ in [] }
    for (child, parent) in tree.parents.enumerated() {
      guard let parent else { continue }
      neighbours[child].append(parent)
      neighbours[parent].append(child)
    }
    self.neighbours = neighbours
    let found = tree.cliques.indices.map { Self.search(from: $0, tree, neighbours) }
    (directions, distances) = (found.map(\.directions), found.map(\.distances))
  }

  private static func search(
    from start: Int, _ tree: JunctionTree, _ neighbours: [[Int]]
  ) -> (directions: [Int], distances: [Int]) {
    var directions = Array(repeating: -1, count: tree.domain.count)
    var distances = Array(repeating: 0, count: tree.domain.count)
    var queue = [(node: start, from: -1, first: start, distance: 0)]
    var place = 0
    while place < queue.count {
      let (node, from, first, distance) = queue[place]
      place += 1
      for attribute in tree.cliques[node].attributes where directions[attribute] < 0 {
        (directions[attribute], distances[attribute]) = (first, distance)
      }
      for next in neighbours[node] where next != from {
        queue.append((next, node, node == start ? next : first, distance + 1))
      }
    }
    return (directions, distances)
  }

  /// What two neighbours share.
  func separator(_ one: Int, _ other: Int) -> Clique {
    tree.separators[tree.parents[one] == other ? one : other]
  }

  /// The clique from which to answer: with the most cells of what is asked for, the rest being near.
  func start(for clique: Clique) -> Int {
    func cost(_ node: Int) -> (Double, Int) {
      (
        -tree.domain.cells(of: clique.intersection(tree.cliques[node])),
        clique.attributes.reduce(0) { $0 + distances[node][$1] }
      )
    }
    let home = tree.home(of: clique)
    return home ?? tree.cliques.indices.min { cost($0) < cost($1) } ?? 0
  }

  /// What is asked for outside a clique, by the neighbour behind which it is.
  func branches(
    of clique: Clique, at node: Int, except excluded: Int?
  ) -> [(neighbour: Int, asked: Clique)] {
    neighbours[node].filter { $0 != excluded }.compactMap { neighbour in
      let asked = clique.attributes.filter { directions[node][$0] == neighbour }
      return asked.isEmpty ? nil : (neighbour, Clique(asked))
    }
  }
}
