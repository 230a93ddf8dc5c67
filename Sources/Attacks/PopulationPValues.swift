import Auditing

/// The share of a population that scores at least as high as each record, the record counted among it.
///
/// - Parameters:
///   - scores: The records' scores, higher for more member-like.
///   - population: The population's scores, in the same units.
/// - Returns: (1 + n) / (1 + N) for each record.
/// - Throws: `AuditingError` where the population is empty.
/// - Complexity: O((n + N) log N).
func populationPValues(
  _ scores: [Double], among population: [Double]
) throws(AuditingError) -> [Double] {
  guard !population.isEmpty else {
    throw AuditingError("the population has no records to compare with")
  }
  let size = Double(population.count + 1)
  return SortedSample(population.map { -$0 }).counts(atMost: scores.map { -$0 }).map {
    Double($0 + 1) / size
  }
}
