import Statistics

/// The prediction qualities of two tables' trainings with percentile intervals over resamples of records and trainings.
///
/// A replicate draws the hold-out records and the trainings of each table with replacement; the records are the same for both tables,
/// so that the interval of their difference is that of pairs.
struct ResampledQualities {
  /// A mean over trainings with its interval.
  struct Estimate {
    let value: Double
    let interval: Interval
  }

  /// For each table, for each quality; nil where undefined.
  let values: [[Estimate?]]
  /// The first table's qualities less the second's.
  let gaps: [Estimate?]

  /// Measures and resamples.
  ///
  /// - Parameters:
  ///   - tables: The trainings' predictions of the same hold-out for each of two tables; nil where there are none.
  ///   - count: The number of hold-out records.
  ///   - plan: The replicates and the level.
  ///   - seed: Draws the resamples.
  init(_ tables: [[Predictions]?], count: Int, plan: TransferPlan, seed: UInt64) {
    let qualities = PredictionQuality.allCases
    let trainings = tables.map { $0.map { Array($0.indices) } ?? [] }
    let ones = Array(repeating: 1, count: count)
    let center = Self.means(tables, trainings, ones)
    var drawn = qualities.map { _ in [[Double]](repeating: [], count: tables.count + 1) }
    var generator = SeededGenerator(seed: seed, label: "resampled hold-out")
    for _ in 0..<(tables.allSatisfy({ $0 == nil }) ? 0 : plan.replicates) {
      var weights = Array(repeating: 0, count: count)
      for _ in 0..<count { weights[generator.integer(below: count)] += 1 }
      let chosen = trainings.map { list in list.map { _ in generator.integer(below: list.count) } }
      let means = Self.means(tables, chosen, weights)
      for place in qualities.indices {
        for table in tables.indices {
          if let value = means[table][place] { drawn[place][table].append(value) }
        }
        if let gap = Self.gap(means, place) { drawn[place][tables.count].append(gap) }
      }
    }
    values = tables.indices.map { table in
      qualities.indices.map { Self.estimate(center[table][$0], drawn[$0][table], plan.level) }
    }
    gaps = qualities.indices.map {
      Self.estimate(Self.gap(center, $0), drawn[$0][tables.count], plan.level)
    }
  }

  /// For each table, for each quality, the mean over some of its trainings.
  private static func means(
    _ tables: [[Predictions]?], _ trainings: [[Int]], _ weights: [Int]
  ) -> [[Double?]] {
    tables.indices.map { table in
      let used = tables[table].map { predictions in trainings[table].map { predictions[$0] } } ?? []
      return PredictionQuality.allCases.map { quality in
        let values = used.compactMap { $0.value(of: quality, weights: weights) }
        return values.isEmpty ? nil : mean(values)
      }
    }
  }

  private static func gap(_ means: [[Double?]], _ quality: Int) -> Double? {
    guard let first = means[0][quality], let second = means[1][quality] else { return nil }
    return first - second
  }

  private static func estimate(
    _ value: Double?, _ drawn: [Double], _ level: Double
  ) -> Estimate? {
    guard let value, !drawn.isEmpty else { return nil }
    let sorted = drawn.sorted()
    return Estimate(
      value: value,
      interval: Interval(
        low: quantile(sorted, at: (1 - level) / 2), high: quantile(sorted, at: (1 + level) / 2),
        level: level, method: "percentiles over resampled hold-out records and trainings"))
  }
}
