package import Tables

/// The attributes of discrete records: their names, and how many values each has.
///
/// Values are codes from 0 up to the size. What a code stands for is not known here.
package struct AttributeDomain: Equatable, Sendable {
  /// The names, all different.
  package let names: [String]
  /// The number of values of each attribute, at least 1.
  package let sizes: [Int]

  /// Creates a domain.
  ///
  /// - Parameters:
  ///   - names: The attributes' names.
  ///   - sizes: The number of values of each, 1 to 2³¹ - 1.
  /// - Throws: `MarginalsError` where there is no attribute, a name is repeated, or a size is out of range.
  package init(names: [String], sizes: [Int]) throws(MarginalsError) {
    precondition(names.count == sizes.count, "\(names.count) names, \(sizes.count) sizes")
    guard !names.isEmpty else {
      throw MarginalsError("the domain has no attribute; name at least one column")
    }
    var seen: Set<String> = []
    for (name, size) in zip(names, sizes) {
      guard seen.insert(name).inserted else {
        throw MarginalsError("the domain names '\(name)' twice; rename one of the columns")
      }
      guard size >= 1 && size <= Int(Int32.max) else {
        throw MarginalsError(
          "attribute '\(name)' has \(size) values; it needs 1 to \(Int32.max): bin it more coarsely"
        )
      }
    }
    (self.names, self.sizes) = (names, sizes)
  }

  /// The columns of a binned table, each with its level for missing values.
  package init(_ domain: Domain) {
    (names, sizes) = (domain.columns.map(\.name), domain.columns.map(\.size))
  }

  /// The number of attributes.
  package var count: Int { names.count }

  /// The clique of all attributes.
  package var everything: Clique { Clique(0..<count) }

  /// Finds a clique by names.
  ///
  /// - Parameter names: Names of attributes, in any order.
  /// - Returns: Their indices.
  /// - Throws: `MarginalsError` where a name is unknown.
  package func clique(_ names: [String]) throws(MarginalsError) -> Clique {
    var indices: [Int] = []
    for name in names {
      guard let index = self.names.firstIndex(of: name) else {
        throw MarginalsError(
          "there is no attribute '\(name)'; the domain has \(self.names.joined(separator: ", "))")
      }
      indices.append(index)
    }
    return Clique(indices)
  }

  /// All cliques of so many attributes, in ascending order.
  package func cliques(ofSize size: Int) -> [Clique] {
    precondition(size >= 0, "cliques of \(size) attributes")
    var partial: [[Int]] = [[]]
    for _ in 0..<size {
      partial = partial.flatMap { start in
        ((start.last ?? -1) + 1..<max(count, (start.last ?? -1) + 1)).map { start + [$0] }
      }
    }
    return partial.map { Clique($0) }
  }

  /// The number of cells of a clique's table; it may be too large for any memory.
  package func cells(of clique: Clique) -> Double {
    clique.attributes.reduce(1) { $0 * Double(sizes[$1]) }
  }

  /// What a message calls a clique: its names, and its cells.
  func title(_ clique: Clique) -> String {
    let names = clique.attributes.map { "'\(self.names[$0])'" }.joined(separator: " x ")
    return clique.count == 0 ? "the total" : names
  }

  /// The number of cells of a clique that must fit a limit.
  ///
  /// - Throws: `MarginalsError` naming the clique and its sizes where it does not.
  func cells(of clique: Clique, atMost limit: Int) throws(MarginalsError) -> Int {
    let cells = cells(of: clique)
    guard cells <= Double(limit) else {
      let sizes = clique.attributes.map { "\(self.sizes[$0])" }.joined(separator: " x ")
      throw MarginalsError(
        "the table of \(title(clique)) has \(sizes) = \(Self.text(cells)) cells, more than the limit of "
          + "\(limit); choose smaller cliques, fewer bins, or a larger limit")
    }
    return Int(cells)
  }

  /// The attributes of a clique in the order in which estimation lays out tables: few values first, so that the innermost loop is
  /// long.
  func axes(of clique: Clique) -> [Int] {
    clique.attributes.sorted { (sizes[$0], $0) < (sizes[$1], $1) }
  }

  /// A count as a reader wants it: in full where it is short.
  static func text(_ cells: Double) -> String {
    cells < 1e15 ? "\(Int(cells))" : "\(cells)"
  }
}
