/// A set of attributes whose joint counts matter, as ascending indices into a domain.
///
/// The empty clique has one cell, which counts all records.
package struct Clique: Hashable, Comparable, Sendable {
  /// The indices, ascending, each once.
  package let attributes: [Int]

  /// Creates a clique; order and repetitions do not matter.
  package init(_ attributes: some Sequence<Int>) { self.attributes = Set(attributes).sorted() }

  /// The number of attributes.
  package var count: Int { attributes.count }

  /// Whether all attributes are in another clique.
  package func isSubset(of other: Clique) -> Bool {
    var place = other.attributes.startIndex
    for attribute in attributes {
      while place < other.count && other.attributes[place] < attribute { place += 1 }
      guard place < other.count && other.attributes[place] == attribute else { return false }
    }
    return true
  }

  /// The attributes of either clique.
  package func union(_ other: Clique) -> Clique { Clique(attributes + other.attributes) }

  /// The attributes of both cliques.
  package func intersection(_ other: Clique) -> Clique {
    Clique(attributes.filter(other.attributes.contains))
  }

  /// Fewer attributes first, then by the indices.
  package static func < (left: Clique, right: Clique) -> Bool {
    left.count != right.count
      ? left.count < right.count : left.attributes.lexicographicallyPrecedes(right.attributes)
  }

  /// Keeps the cliques that are in no other one, each once, in the order of their first occurrence.
  static func maximal(_ cliques: [Clique]) -> [Clique] {
    var seen: Set<Clique> = []
    let different = cliques.filter { seen.insert($0).inserted }
    return different.filter { clique in
      !different.contains { $0 != clique && clique.isSubset(of: $0) }
    }
  }

  /// All subsets of some cliques but the empty one, each once, small ones first: the cliques that answer a workload.
  ///
  /// - Parameter cliques: The workload.
  /// - Returns: Its downward closure, in ascending order.
  package static func downwardClosure(_ cliques: [Clique]) -> [Clique] {
    var closure: Set<Clique> = []
    for clique in cliques {
      precondition(clique.count < 24, "the subsets of \(clique.count) attributes")
      for subset in 1..<(1 << clique.count) {
        closure.insert(
          Clique(
            clique.attributes.enumerated().filter { subset >> $0.offset & 1 == 1 }.map(\.element)))
      }
    }
    return closure.sorted()
  }
}
