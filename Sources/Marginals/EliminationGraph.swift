/// Which attributes meet in a clique, as rows of bits, while attributes are eliminated one by one.
struct EliminationGraph {
  private let sizes: [Int]
  private let words: Int
  /// Attributes x words: the neighbours of each attribute and itself.
  private var rows: [UInt64]
  private var remaining: [Bool]
  private var costs: [Double]

  /// Joins the attributes of every clique.
  init(_ cliques: [Clique], sizes: [Int]) {
    self.sizes = sizes
    words = (sizes.count + 63) / 64
    rows = Array(repeating: 0, count: sizes.count * words)
    remaining = Array(repeating: true, count: sizes.count)
    costs = Array(repeating: 0, count: sizes.count)
    for attribute in sizes.indices { join(attribute, attribute) }
    for clique in cliques {
      for one in clique.attributes {
        for other in clique.attributes { join(one, other) }
      }
    }
    for attribute in sizes.indices { costs[attribute] = cost(of: attribute) }
  }

  private mutating func join(_ one: Int, _ other: Int) {
    rows[one * words + other / 64] |= 1 << UInt64(other % 64)
  }

  /// The attributes that an attribute still meets, with itself, ascending.
  private func members(_ attribute: Int) -> [Int] {
    var result: [Int] = []
    for word in 0..<words {
      var bits = rows[attribute * words + word]
      while bits != 0 {
        result.append(word * 64 + bits.trailingZeroBitCount)
        bits &= bits - 1
      }
    }
    return result
  }

  private func cost(of attribute: Int) -> Double {
    members(attribute).reduce(1) { $0 * Double(sizes[$1]) }
  }

  /// Takes out the attribute whose clique has the fewest cells, the first of equals, and joins those that it met.
  ///
  /// - Returns: The attribute, and all that it met, with itself.
  private mutating func eliminateOne() -> (attribute: Int, clique: [Int]) {
    var best: Int?
    for attribute in sizes.indices where remaining[attribute] {
      if best.map({ costs[attribute] < costs[$0] }) ?? true { best = attribute }
    }
    let attribute = best ?? 0
    let clique = members(attribute)
    remaining[attribute] = false
    for neighbour in clique where neighbour != attribute {
      for word in 0..<words {
        rows[neighbour * words + word] |= rows[attribute * words + word]
      }
      rows[neighbour * words + attribute / 64] &= ~(1 << UInt64(attribute % 64))
    }
    for neighbour in clique where neighbour != attribute { costs[neighbour] = cost(of: neighbour) }
    return (attribute, clique)
  }

  /// Eliminates all attributes, each time the one whose clique has the fewest cells; equals in their own order.
  ///
  /// - Returns: The attributes in that order, each with those that it then met.
  consuming func eliminate() -> [(attribute: Int, clique: Clique)] {
    sizes.indices.map { _ in
      let (attribute, clique) = eliminateOne()
      return (attribute, Clique(clique))
    }
  }
}
