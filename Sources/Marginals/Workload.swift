/// The cliques whose joint counts synthetic records shall keep, and how much each matters.
package struct Workload: Equatable, Sendable {
  /// One clique of a workload.
  package struct Query: Equatable, Sendable {
    /// The attributes.
    package let clique: Clique
    /// How much the clique matters, from 1 to 1,000; only ratios count.
    package let weight: Int
  }

  /// The most cells of all tables together, which are counted in memory.
  package static let largestTables = 1 << 27
  /// The most that a clique of the downward closure weighs, so that scores fit whole numbers.
  static let largestWeight = 1 << 17

  /// The attributes.
  package let domain: AttributeDomain
  /// The cliques, each once.
  package let queries: [Query]
  /// The downward closure of the cliques with their weights, the sum of c |r ∩ W| over the queries W of weight c, as AIM weighs
  /// candidates r; in ascending order.
  package let candidates: [Query]

  private init(queries: [Query], of domain: AttributeDomain) throws(MarginalsError) {
    guard !queries.isEmpty else {
      throw MarginalsError("the workload has no clique; name at least one marginal to keep")
    }
    for query in queries {
      _ = try domain.cells(of: query.clique, atMost: Self.largestTables)
    }
    let closure = Clique.downwardClosure(queries.map(\.clique))
    let cells = closure.reduce(0) { $0 + domain.cells(of: $1) }
    guard cells <= Double(Self.largestTables) else {
      throw MarginalsError(
        "the workload's tables and their parts have \(AttributeDomain.text(cells)) cells, more than the limit of "
          + "\(Self.largestTables); name fewer or smaller marginals, or use fewer bins")
    }
    candidates = try closure.map { (clique) throws(MarginalsError) in
      let weight = queries.reduce(0) { $0 + $1.weight * $1.clique.intersection(clique).count }
      guard weight <= Self.largestWeight else {
        throw MarginalsError(
          "the workload gives \(domain.title(clique)) the weight \(weight), more than \(Self.largestWeight); "
            + "lower the weights or name fewer marginals")
      }
      return Query(clique: clique, weight: weight)
    }
    (self.domain, self.queries) = (domain, queries)
  }

  /// All cliques of so many attributes, equally important.
  ///
  /// - Parameters:
  ///   - size: The number of attributes, from 1 to 8.
  ///   - domain: The attributes.
  /// - Throws: `MarginalsError` where the domain has fewer attributes or the tables are too large.
  package init(allOfSize size: Int, of domain: AttributeDomain) throws(MarginalsError) {
    guard size >= 1 && size <= min(8, domain.count) else {
      throw MarginalsError(
        "there are no marginals of \(size) attributes for a workload of a domain of \(domain.count); "
          + "give a number from 1 to \(min(8, domain.count))")
    }
    try self.init(
      queries: domain.cliques(ofSize: size).map { Query(clique: $0, weight: 1) }, of: domain)
  }

  /// Named cliques with their weights.
  ///
  /// - Parameters:
  ///   - marginals: For each marginal the names of its attributes, and a weight from 1 to 1,000.
  ///   - domain: The attributes.
  /// - Throws: `MarginalsError` where an attribute is unknown, a marginal is empty or written twice, a weight is out of range, or
  ///   the tables are too large.
  package init(
    _ marginals: [(names: [String], weight: Int)], of domain: AttributeDomain
  ) throws(MarginalsError) {
    var seen: Set<Clique> = []
    let queries = try marginals.map { (marginal) throws(MarginalsError) in
      let clique = try domain.clique(marginal.names)
      guard (1...8).contains(clique.count) else {
        throw MarginalsError(
          "a marginal of the workload has \(clique.count) attributes; give it 1 to 8")
      }
      guard seen.insert(clique).inserted else {
        throw MarginalsError(
          "the workload names \(domain.title(clique)) twice; give it one weight")
      }
      guard (1...1000).contains(marginal.weight) else {
        throw MarginalsError(
          "the workload gives \(domain.title(clique)) the weight \(marginal.weight); "
            + "give a whole number from 1 to 1000")
      }
      return Query(clique: clique, weight: marginal.weight)
    }
    try self.init(queries: queries, of: domain)
  }

  /// A workload by its name: `all-2-way`, for any number of attributes.
  ///
  /// - Parameters:
  ///   - name: `all-K-way`.
  ///   - domain: The attributes.
  /// - Throws: `MarginalsError` where it is no such name, and as for all cliques of a size.
  package init(named name: String, of domain: AttributeDomain) throws(MarginalsError) {
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == "all", parts[2] == "way", let size = Int(parts[1]) else {
      throw MarginalsError(
        "there is no workload '\(name)'; write 'all-2-way', or a list of marginals by their attributes"
      )
    }
    try self.init(allOfSize: size, of: domain)
  }
}
