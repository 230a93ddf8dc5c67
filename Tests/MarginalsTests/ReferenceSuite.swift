import Foundation
import Marginals

/// The domain and the shapes of cliques that every part is tested on, and the plainest way to any marginal: the whole table.
enum ReferenceSuite {
  static let names = ["a", "b", "c", "d"]
  static let sizes = [2, 3, 4, 5]

  /// Cliques as letters.
  static let shapes = [
    "tree": ["ab", "bc", "cd"], "cyclic": ["a", "ab", "bc", "ac", "bd"], "missing c": ["ab", "da"],
    "full": ["abcd"], "singleton": ["d"], "duplicates": ["abc", "cba", "bd"],
    "square": ["ab", "bc", "cd", "ad"],
  ]

  static let everySubset = (0..<16).map { bits in Clique((0..<4).filter { bits >> $0 & 1 == 1 }) }

  static func domain() throws -> AttributeDomain {
    try AttributeDomain(names: names, sizes: sizes)
  }

  static func cliques(_ shape: String) throws -> [Clique] {
    try (shapes[shape] ?? []).map { try domain().clique($0.map { String($0) }) }
  }

  /// Numbers from -2 to 2 that differ from cell to cell, by a linear congruence.
  static func potentials(_ cliques: [Clique], seed: Int = 1) throws -> CliqueVector {
    let domain = try domain()
    var vector = CliqueVector(zerosOver: Clique.different(cliques), of: domain)
    var state = seed
    for clique in vector.cliques {
      var factor = Factor(repeating: 0, over: clique, of: domain)
      factor = Factor(
        axes: factor.axes, sizes: factor.sizes,
        values: factor.values.map { _ in
          state = (state * 1_103_515_245 + 12345) % 2_147_483_648
          return Double(state) / 2_147_483_648 * 4 - 2
        })
      vector.add(factor)
    }
    return vector
  }

  /// The whole table of a distribution, by multiplying it out.
  static func wholeTable(_ potentials: CliqueVector, total: Double) throws -> Factor {
    let domain = try domain()
    let logs = everyCell().map { cell in
      potentials.cliques.indices.reduce(0.0) { sum, place in
        let factor = potentials.factor(place)
        return sum + factor.values[index(of: cell, factor)]
      }
    }
    let largest = logs.max() ?? 0
    let weights = logs.map { exp($0 - largest) }
    let sum = weights.reduce(0, +)
    return Factor(
      axes: domain.everything.attributes, sizes: domain.sizes,
      values: weights.map { $0 / sum * total })
  }

  /// A marginal of the whole table, cell by cell.
  static func marginal(_ whole: Factor, _ clique: Clique) throws -> [Double] {
    let empty = Factor(repeating: 0, over: clique, of: try domain())
    var values = empty.values
    for (cell, value) in zip(everyCell(), whole.values) { values[index(of: cell, empty)] += value }
    return values
  }

  static func everyCell() -> [[Int]] {
    sizes.reduce([[]]) { cells, size in cells.flatMap { cell in (0..<size).map { cell + [$0] } } }
  }

  static func index(of cell: [Int], _ factor: Factor) -> Int {
    zip(factor.axes, factor.sizes).reduce(0) { $0 * $1.1 + cell[$1.0] }
  }

  static func distance(_ left: [Double], _ right: [Double]) -> Double {
    left.count == right.count ? zip(left, right).map { abs($0 - $1) }.max() ?? 0 : .infinity
  }
}

extension Clique {
  static func different(_ cliques: [Clique]) -> [Clique] {
    var seen: Set<Clique> = []
    return cliques.filter { seen.insert($0).inserted }
  }
}
