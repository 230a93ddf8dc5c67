import Tensors

extension MarkovModel {
  /// The most cells of a marginal that is asked for.
  private static let largestMarginal = 1 << 27

  /// The marginal of any clique, in the tree or not.
  ///
  /// - Parameter clique: The attributes; the empty clique's marginal is the total.
  /// - Returns: Counts, axes ascending, that sum to the model's total.
  /// - Throws: `MarginalsError` where the clique's table is too large.
  package func marginal(of clique: Clique) throws(MarginalsError) -> Factor {
    _ = try domain.cells(of: clique, atMost: Self.largestMarginal)
    var query = MarginalQuery(self, TreeStructure(tree))
    return query.marginal(of: clique)
  }

  /// The marginals of many cliques, such as all candidates of a round, which share most of the work.
  ///
  /// - Parameters:
  ///   - cliques: The cliques, in the tree or not.
  ///   - threads: The most threads; the results are the same for any number.
  /// - Returns: Counts for each clique in turn, axes ascending.
  /// - Throws: `MarginalsError` where a clique's table is too large; `CancellationError`.
  package func marginals(of cliques: [Clique], threads: Int = 1) async throws -> [Factor] {
    for clique in cliques { _ = try domain.cells(of: clique, atMost: Self.largestMarginal) }
    let structure = TreeStructure(tree)
    let groups = groups(of: cliques, structure)
    let found = try await concurrentMap(groups, width: threads) { group in
      var query = MarginalQuery(self, structure)
      return try group.map { index in
        try Task.checkCancellation()
        return (index, query.marginal(of: cliques[index]))
      }
    }
    var result: [Factor?] = cliques.map { _ in nil }
    for (index, factor) in found.joined() { result[index] = factor }
    return result.compactMap(\.self)
  }

  /// Cliques that share work: those that are answered from one clique of the tree, or for the same attribute that it lacks.
  private func groups(of cliques: [Clique], _ structure: TreeStructure) -> [[Int]] {
    var groups: [[Int]: [Int]] = [:]
    for (index, clique) in cliques.enumerated() {
      let start = structure.start(for: clique)
      let outside = clique.attributes.filter { !tree.cliques[start].attributes.contains($0) }
      groups[outside.isEmpty ? [-1, start] : outside, default: []].append(index)
    }
    return groups.values.sorted { $0[0] < $1[0] }
  }
}
